package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir private Path folder;

  @Test
  void countsBytesOfAllFiles() throws IOException {
    Files.write(folder.resolve("a"), new byte[1000]);
    Files.write(Files.createDirectories(folder.resolve("b/c")).resolve("d"), new byte[234]);

    assertThat(new FolderTree(folder).bytes()).isEqualTo(1234);
    assertThat(new FolderTree(folder.resolve("gone")).bytes()).isZero();
  }

  @Test
  void skipsFilesThatDisappearWhileCounting() throws Exception {
    Files.write(folder.resolve("stays"), new byte[1000]);
    AtomicBoolean counted = new AtomicBoolean();
    Thread writer = new Thread(() -> createAndDelete(counted));
    writer.start();
    try {
      for (int i = 0; i < 500; i++) {
        assertThat(new FolderTree(folder).bytes()).isEqualTo(1000);
      }
    } finally {
      counted.set(true);
      writer.join();
    }
  }

  /** Creates and deletes a folder of empty files until stopped. */
  private void createAndDelete(AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        Path study = Files.createDirectory(folder.resolve("study"));
        for (int i = 0; i < 20; i++) {
          Files.createFile(study.resolve(i + ".part"));
        }
        for (int i = 0; i < 20; i++) {
          Files.delete(study.resolve(i + ".part"));
        }
        Files.delete(study);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void deletesFolderWithContents_andIgnoresMissingFolder() throws IOException {
    Path tree = folder.resolve("tree");
    Files.write(Files.createDirectories(tree.resolve("b/c")).resolve("d"), new byte[1]);
    Files.createSymbolicLink(tree.resolve("link"), folder);
    Files.createFile(folder.resolve("beside"));

    new FolderTree(tree).delete();

    assertThat(tree).doesNotExist();
    assertThat(folder.resolve("beside")).exists();
    assertThatCode(() -> new FolderTree(tree).delete()).doesNotThrowAnyException();
  }
}
