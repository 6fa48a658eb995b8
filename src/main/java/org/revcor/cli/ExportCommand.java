package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.revcor.InvalidInputException;
import org.revcor.file.WholeFile;
import org.revcor.inference.Mebibytes;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.registry.ExportedStudy;
import org.revcor.study.registry.StudyZip;
import org.revcor.study.results.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor export}: writes a study as a zip archive. */
@Command(
    name = "export",
    description = "Exports an inactive study as one zip archive that another server can resume.",
    exitCodeList = {
      "0:the archive is written",
      "1:the server is unavailable or cannot export now, a result is damaged, or the file cannot be"
          + " written",
      "2:the study does not exist, or an option is invalid"
    })
final class ExportCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID|DIR",
      description = "Id of a study on a running server, or a run directory of revcor run.")
  private String study;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.zip",
      description = "The archive; must not exist.")
  private Path out;

  @Mixin private ServerOptions options;

  @Mixin private SettingsOptions settings;

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw new InvalidInputException(
          "--out", out + ", which exists", "a file that does not exist");
    }
    requireFolder("--out", out);
    return writing(
        "cannot write the archive",
        () -> {
          if (Files.isDirectory(Path.of(study))) {
            exportFolder();
          } else {
            try (StudyServer server = options.server()) {
              server.exportTo(study, out);
            }
          }
          out().printf("wrote %s, %s%n", out, Mebibytes.of(Files.size(out)));
        });
  }

  private void exportFolder() throws IOException {
    try (StudyZip zip =
        new StudyZip(
            ExportedStudy.open(new RunDirectory(Path.of(study))),
            new Catalogue(settings.read().folders().observers()))) {
      WholeFile.write(
          out,
          file -> {
            for (Optional<byte[]> next = zip.next(); next.isPresent(); next = zip.next()) {
              file.write(next.get());
            }
          });
    }
  }
}
