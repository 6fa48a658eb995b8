package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir private Path folder;

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
