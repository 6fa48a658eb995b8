package org.revcor.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.revcor.InvalidInputException;
import org.revcor.Mebibytes;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.studies.ExportedStudy;
import org.revcor.studies.StudyZip;
import org.revcor.study.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor export}: a study as an archive. */
@Command(
    name = "export",
    description =
        "Writes a study that rests as one archive, with all that it takes to go on with it elsewhere.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the archive is written",
      "1:no server answers, it cannot do so now, or the file cannot be written",
      "2:there is no such study, or an option cannot be used"
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID|DIR",
      description = "Id of a study of a running server, or a folder of revcor run.")
  private String study;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.zip",
      description = "The archive; not there yet.")
  private Path out;

  @Mixin private ServerOptions options;

  @Mixin private SettingsOptions settings;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw new InvalidInputException(
          "--out", out + ", which is there", "a file that is not there yet");
    }
    try {
      if (Files.isDirectory(Path.of(study))) {
        exportFolder();
      } else {
        try (StudyServer server = options.server()) {
          server.exportTo(study, out);
        }
      }
      spec.commandLine()
          .getOut()
          .println("wrote %s, %s".formatted(out, Mebibytes.of(Files.size(out))));
      return ExitCode.DONE;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write the archive: " + failed);
      return ExitCode.FAILED;
    }
  }

  private void exportFolder() throws IOException {
    Path part = out.resolveSibling("." + out.getFileName() + ".part");
    try (StudyZip zip =
        new StudyZip(
            ExportedStudy.open(new RunDirectory(Path.of(study))),
            new Catalogue(settings.alone().observers()))) {
      try (OutputStream file = Files.newOutputStream(part)) {
        for (Optional<byte[]> next = zip.next(); next.isPresent(); next = zip.next()) {
          file.write(next.get());
        }
      }
      Files.move(part, out);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
