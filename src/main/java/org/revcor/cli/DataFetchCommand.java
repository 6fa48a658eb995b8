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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor data fetch}: gets a data set from its publisher. */
@Command(
    name = "fetch",
    description =
        "Downloads a data set and checks it. What is there and right is not fetched again; after Ctrl-C the same"
            + " command asks for the rest alone.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the data set is there",
      "1:it could not be fetched, or not written",
      "2:bad input",
      "130:ended by Ctrl-C"
    })
final class DataFetchCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = DataSetNames.class,
      description = "Which: ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description =
          "Address of a folder that has the publisher's files, asked in its place (default: the publisher and"
              + " well-known mirrors, in turn).")
  private @Nullable String mirror;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Path folder = options.alone().datasets();
    DataSet set = DataSets.named(name);
    FetchLines lines = new FetchLines(spec.commandLine().getOut(), Terminal.isThere());
    try {
      set.fetch(folder, new Fetcher(Optional.ofNullable(mirror), lines));
      return ExitCode.DONE;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write the data set: " + failed);
      return ExitCode.FAILED;
    }
  }
}
