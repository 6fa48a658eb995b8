package org.revcor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.revcor.InvalidInputException;
import org.revcor.server.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revcor restore}: creates a data folder from the file of {@code revcor backup}. */
@Command(
    name = "restore",
    description =
        "Creates a data folder from a file of revcor backup. A server with this folder and an empty"
            + " database resumes the studies that ran.",
    exitCodeList = {
      "0:the data folder is complete",
      "1:a file cannot be read or written; no file is restored",
      "2:the file is damaged, newer or too large, or the data folder is not empty"
    })
final class RestoreCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.zip", description = "A file of revcor backup.")
  private Path archive;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    if (!Files.isReadable(archive)) {
      throw new InvalidInputException(
          "FILE.zip", archive + ", which cannot be read", "a file of revcor backup");
    }
    Path folder = options.read().folders().data();
    return writing(
        "cannot restore the data folder",
        () -> {
          out().printf("restored %,d files to %s%n", Restore.of(archive, folder), folder);
          out()
              .println(
                  """
                  Before revcor serve:
                  - compare its settings with settings.conf in this folder; secrets are missing there
                  - give it an empty database, and the data sets of the studies (--datasets)
                  - see revcor token list: tokens that were revoked since the backup are valid again\
                  """);
        });
  }
}
