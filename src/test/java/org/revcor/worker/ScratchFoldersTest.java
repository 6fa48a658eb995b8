package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.worker.ChildProcess.ScratchFolders;

class ScratchFoldersTest {
  @TempDir private Path parent;

  private List<String> children() throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.map(child -> child.getFileName().toString()).toList();
    }
  }

  @Test
  void nothingRemainsWhenAllAreDeleted() throws IOException {
    ScratchFolders folders = new ScratchFolders(parent);
    Path first = folders.create();
    Path second = folders.create();
    Files.writeString(first.resolve("file"), "content");

    folders.delete(first);
    assertThat(first).doesNotExist();
    assertThat(second).isEmptyDirectory();

    folders.delete(second);
    assertThat(children()).isEmpty();
  }

  @Test
  void foldersOfAProcessThatHasEndedAreDeletedAndOthersAreNot() throws Exception {
    Path abandoned = Files.createDirectories(parent.resolve("revcor-children-1/2"));
    Files.createFile(abandoned.resolveSibling("lock"));
    Files.createFile(abandoned.resolve("file"));
    Path starting = Files.createDirectory(parent.resolve("revcor-children-3"));
    Path other = Files.createDirectory(parent.resolve("other"));

    try (OtherProcess holder = OtherProcess.locking(parent.resolve("revcor-children-4"))) {
      ScratchFolders folders = new ScratchFolders(parent);
      folders.delete(folders.create());

      assertThat(holder.folder()).isDirectory();
    }
    assertThat(abandoned.getParent()).doesNotExist();
    assertThat(starting).isDirectory();
    assertThat(other).isDirectory();
  }

  /** A process that holds the lock of its folder. */
  private record OtherProcess(Path folder, Process process) implements AutoCloseable {
    static OtherProcess locking(Path folder) throws IOException {
      Files.createDirectory(folder);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Locking.class.getName(),
                  folder.toString())
              .start();
      assertThat(process.getInputStream().read()).as("has created its folder").isEqualTo('1');
      return new OtherProcess(folder, process);
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** The program of the other process. */
  static final class Locking {
    private Locking() {}

    public static void main(String[] args) throws IOException {
      try (FileChannel lock =
          FileChannel.open(
              Path.of(args[0], "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        System.out.print('1');
        System.out.flush();
        while (System.in.read() >= 0) {
          // until it is killed
        }
      }
    }
  }
}
