package org.revcor.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code revcor studies extend}: raises the maximum number of trials of studies and resumes them.
 */
@Command(name = "extend", description = "Raises max-trials of studies and resumes them.")
final class StudiesExtendCommand implements Callable<Integer> {
  @Option(
      names = "--max-trials",
      required = true,
      paramLabel = "N",
      description = "New maximum number of trials.")
  private long maxTrials;

  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
    return studies.each(
        (id, server) -> server.act(id, "extend", "{\"maxTrials\": " + maxTrials + "}"),
        (id, study) -> String.format(Locale.ROOT, "%s resumed, up to %,d trials", id, maxTrials));
  }
}
