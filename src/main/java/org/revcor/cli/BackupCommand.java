package org.revcor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.revcor.InvalidInputException;
import org.revcor.inference.Mebibytes;
import org.revcor.server.Backup;
import org.revcor.server.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor backup}: writes a data folder to one file. */
@Command(
    name = "backup",
    description =
        "Writes studies, networks, bases, analyses, tokens (as digests), audit logs"
            + " and settings without secrets to one zip. A server may use the data folder"
            + " meanwhile.",
    exitCodeList = {
      "0:the file is written",
      "1:a file cannot be read or written",
      "2:an option is invalid"
    })
final class BackupCommand extends PrintingCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.zip",
      description = "The file; must not exist.")
  private Path out;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw new InvalidInputException(
          "--out", out + ", which exists", "a file that does not exist");
    }
    requireFolder("--out", out);
    Settings settings = options.read();
    Path folder = settings.folders().data();
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "--data-dir", folder + ", which does not exist", "the data folder of a server");
    }
    Path target = out.toAbsolutePath().normalize();
    if (target.startsWith(folder) || target.startsWith(settings.folders().observers())) {
      throw new InvalidInputException(
          "--out", out.toString(), "a file outside of the folders that are copied");
    }
    return writing(
        "cannot write the backup",
        () -> {
          int files = Backup.write(options.sources(Map.of()), out);
          out().printf("wrote %s, %,d files, %s%n", out, files, Mebibytes.of(Files.size(out)));
        });
  }
}
