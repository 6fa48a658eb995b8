package org.revcor.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.RecordedResponses;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "refold",
    description =
        "Folds the responses of an earlier study with observer.external again,"
            + " with another readout, estimator or stopping rule. Asks no client and no server.",
    exitCodeList = {
      "0:the study is complete",
      "1:it failed",
      "2:the study file, the response log or an option is invalid",
      "130:ended by Ctrl-C, with the results so far"
    })
final class RefoldCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN_DIR", description = "Run directory of the study.")
  private Path earlier;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STUDY.conf",
      description =
          "A study of the same observer, stimuli and seed. By default the study of RUN_DIR.")
  private @Nullable Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Run directory for the results; created if missing.")
  private Path out;

  @Mixin private LocalOptions local;

  @Override
  public Integer call() {
    RunDirectory run = new RunDirectory(earlier);
    StudySpecification requested = specification(run);
    StudySpecification folded =
        RecordedResponses.copy(run, requested, local.materials(), out, local.lanes());
    missing(run, requested, folded.stop().maxTrials().orElseThrow()).ifPresent(err()::println);
    return local.run(folded, out, false);
  }

  /** Returns a warning if fewer trials are folded than were shown or are requested. */
  private static Optional<String> missing(
      RunDirectory run, StudySpecification requested, long trials) {
    long shown = run.record().map(earlier -> earlier.progress().trials()).orElse(0L);
    long wanted = requested.stop().maxTrials().orElse(shown);
    if (trials >= wanted) {
      return Optional.empty();
    }
    return Optional.of(
        trials < shown
            ? "warning: the response log is incomplete: it has the responses to the first %,d of the %,d trials of the study"
                .formatted(trials, shown)
            : "warning: the response log has the responses to %,d trials; %,d are requested"
                .formatted(trials, wanted));
  }

  private StudySpecification specification(RunDirectory run) {
    if (file != null) {
      return StudyFile.read(file);
    }
    return run.record()
        .map(StudyView::setup)
        .map(setup -> StudyFile.of(setup.specification()))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "RUN_DIR", earlier.toString(), "the run directory of a study"));
  }
}
