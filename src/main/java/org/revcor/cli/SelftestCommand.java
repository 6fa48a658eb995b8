package org.revcor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.revcor.benchmark.SelfTest;
import org.revcor.inference.Platform;
import org.revcor.inference.Processor;
import org.revcor.inference.VisibleGpus;
import org.revcor.server.Settings;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor selftest}: checks the lanes of this machine. */
@Command(
    name = "selftest",
    description =
        "Checks the lanes of this machine with the shipped network: equal sums when they are"
            + " computed again, agreement of GPUs with the processor, speed, and shortage of"
            + " memory.",
    exitCodeList = {"0:no check has failed", "1:a check has failed", "2:an option is invalid"})
final class SelftestCommand extends PrintingCommand implements Callable<Integer> {
  private static final String STUDY =
      """
      {"study": {"seed": 1, "observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "white-noise"},
       "readout": {"kind": "probability"}, "estimator": "%s", "stop": {"max-trials": 1000000}}}\
      """;

  /** Blocks of the trials of {@link #STUDY}. */
  private static final int MAX_BLOCKS = 1_000;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "20",
      description = "Blocks of 1,000 trials in each check, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int blocks;

  @Mixin private JsonOption json;

  @Mixin private LaneOptions lanes;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    requireAtMost(MAX_BLOCKS, "--blocks", blocks);
    Settings settings = options.read();
    SelfTest test =
        new SelfTest(SettingsOptions.materials(settings), lanes.applyTo(settings.lanes()), blocks);
    Platform platform = test.platform();
    json.text()
        .printf(
            "%s, %s, %s; lanes: %d%n",
            platform.onGpus() ? platform.device() : Processor.model(),
            platform.instructions(),
            platform.engine(),
            test.lanes());
    VisibleGpus.all().forEach(gpu -> json.text().println("  " + gpu));
    List<SelfTest.Finding> findings = new ArrayList<>();
    boolean passed =
        test.run(
            study("average"),
            study("gradient"),
            finding -> {
              findings.add(finding);
              print(finding);
            });
    json.print(findings);
    return passed ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void print(SelfTest.Finding finding) {
    json.text()
        .printf(
            "%-40s %-15s %s%n",
            finding.check(),
            finding.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            finding.figure());
  }

  private static StudySpecification study(String estimator) {
    return StudyFile.parseJson(STUDY.formatted(estimator));
  }
}
