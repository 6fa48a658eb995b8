package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.CifarFiles;
import org.revcor.dataset.IdxFiles;
import org.revcor.dataset.MirrorServer;

final class DataCommandTest {
  private static final String IMAGES = "train-images-idx3-ubyte.gz";
  private static final int IMAGES_BYTES = 9_912_422;

  @TempDir Path folder;

  @Test
  void listsFoundAndMissingFiles() throws IOException {
    IdxFiles.writeMnist(folder, 3, 2);
    CifarFiles.writeAll(folder.resolve("cifar-10"));
    Files.delete(folder.resolve("cifar-10/test_batch.bin"));
    assertThat(CommandRun.of("data", "--datasets", folder.toString()).exited(0).out().lines())
        .hasSize(5)
        .anyMatch(line -> line.matches("mnist +" + folder.resolve("mnist")))
        .anyMatch(
            line ->
                line.matches("cifar-10 +test_batch.bin; download with revcor data fetch cifar-10"))
        .last()
        .isEqualTo("Data sets are read from " + folder);
  }

  @Test
  void reportsThatTheTestImagesOfMnistAreIncluded() {
    CommandRun run = CommandRun.of("data", "--data-dir", folder.toString());
    assertThat(run.out())
        .contains(
            "t10k-labels-idx1-ubyte.gz (test images are included in Revcor); download with revcor"
                + " data fetch mnist\n")
        .endsWith("Data sets are read from " + folder.resolve("datasets") + "\n");
  }

  @Test
  void whatCannotBeFetchedEndsWithExitCode1AndAdvice() throws IOException {
    try (MirrorServer server = new MirrorServer()) {
      String mirror = server.put("a", IMAGES, new byte[IMAGES_BYTES]);
      CommandRun run = fetch("mnist", mirror).exited(1);
      assertThat(run.out())
          .startsWith(
              "downloading %s%s (%,d bytes)\n%s%s sent a file with SHA-256 "
                  .formatted(mirror, IMAGES, IMAGES_BYTES, mirror, IMAGES));
      assertThat(run.err().lines())
          .satisfiesExactly(
              what ->
                  assertThat(what)
                      .isEqualTo("revcor data fetch: " + IMAGES + " could not be fetched:"),
              where ->
                  assertThat(where)
                      .startsWith("revcor data fetch: " + mirror + IMAGES)
                      .endsWith("440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              advice ->
                  assertThat(advice)
                      .startsWith("revcor data fetch: put " + IMAGES)
                      .contains(" by hand into " + folder.resolve("mnist"))
                      .contains("https://storage.googleapis.com/cvdf-datasets/mnist/"));
      assertThat(folder.resolve("mnist")).isEmptyDirectory();
    }
  }

  @Test
  void unknownSetAndBadMirror() {
    assertThat(
            CommandRun.of("data", "fetch", "mnits", "--datasets", folder.toString())
                .exited(2)
                .err())
        .isEqualTo(
            "revcor data fetch: data set is mnits; it must be one of mnist, fashion-mnist,"
                + " cifar-10; did you mean mnist?\n");
    CommandRun mirror = fetch("mnist", "ftp://here/").exited(2);
    assertThat(mirror.err()).startsWith("revcor data fetch: mirror is ftp://here/; it must be ");
  }

  @Test
  void aFolderThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (MirrorServer server = new MirrorServer()) {
      assertThat(
              CommandRun.of(
                      "data",
                      "fetch",
                      "mnist",
                      "--datasets",
                      file.toString(),
                      "--mirror",
                      server.folder("a"))
                  .exited(1)
                  .err())
          .startsWith("cannot write the data set: ");
    }
  }

  private CommandRun fetch(String name, String mirror) {
    return CommandRun.of(
        "data", "fetch", name, "--datasets", folder.toString(), "--mirror", mirror);
  }
}
