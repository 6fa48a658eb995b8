package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.dataset.DataSet;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Fetcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor data fetch}: downloads a data set from its publisher. */
@Command(
    name = "fetch",
    description =
        "Downloads a data set and verifies its checksums. Valid files are not downloaded again;"
            + " after Ctrl-C the same command resumes the download.",
    exitCodeList = {
      "0:the data set is complete",
      "1:it could not be downloaded or written",
      "2:invalid input",
      "130:ended by Ctrl-C"
    })
final class DataFetchCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = DataSetNames.class,
      description = "Data set: ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description =
          "URL of a folder with the publisher's files (default: the publisher, then well-known"
              + " mirrors).")
  private @Nullable String mirror;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Path folder = options.read().datasets();
    DataSet set = DataSets.named(name);
    FetchProgressPrinter lines = new FetchProgressPrinter(out(), Terminal.isInteractive());
    try {
      set.fetch(folder, new Fetcher(Optional.ofNullable(mirror), lines));
      return ExitCode.DONE;
    } catch (IOException failed) {
      err().println("cannot write the data set: " + failed);
      return ExitCode.FAILED;
    }
  }
}
