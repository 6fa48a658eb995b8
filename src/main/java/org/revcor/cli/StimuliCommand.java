package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.revcor.InvalidInputException;
import org.revcor.file.WholeFile;
import org.revcor.server.Settings;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.specification.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "stimuli",
    description = "Draws the first stimuli of a study as a contact sheet, stimuli.png.",
    exitCodeList = {"0:the sheet is written", "2:the study file or an option is invalid"})
final class StimuliCommand extends PrintingCommand implements Callable<Integer> {
  private static final int COLUMNS = 8;
  private static final int MAX_COUNT = 1_000;
  private static final String SHEET = "stimuli.png";

  @Parameters(paramLabel = "STUDY.conf", description = "The study file.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the sheet; created if missing.")
  private Path out;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "32",
      description = "Number of stimuli (default: ${DEFAULT-VALUE}).")
  private int count;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    if (count < 1 || count > MAX_COUNT) {
      throw new InvalidInputException(
          "--count", "" + count, "a whole number from 1 to " + MAX_COUNT);
    }
    Settings settings = options.read();
    Materials materials = SettingsOptions.materials(settings);
    StimulusPreview stimuli = StimulusPreview.of(StudyFile.read(file), materials, count);
    createFolder("--out", out);
    try {
      WholeFile.write(out.resolve(SHEET), stimuli.file(StimulusPreview.Format.PNG, COLUMNS));
    } catch (IOException failed) {
      throw unwritable("--out", out, failed);
    }
    out()
        .printf(
            "%d stimuli of %d x %d x %d in %s%n",
            count, stimuli.planes(), stimuli.height(), stimuli.width(), out.resolve(SHEET));
    return ExitCode.DONE;
  }
}
