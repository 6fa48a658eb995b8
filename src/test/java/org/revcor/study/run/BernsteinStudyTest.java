package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.StudyView;

/** Studies that end by an exact confidence sequence. */
@Tag("full")
final class BernsteinStudyTest extends StudyRuns {
  private static String study(String stimulus, String readout, String more, String stop) {
    return """
    {"observer": {"model": "mnist-cnn"}, "stimulus": {%s}, "readout": {"kind": "%s"}%s,
     "stop": {%s, "sequence": "bernstein"}}\
    """
        .formatted(stimulus, readout, more, stop);
  }

  @ParameterizedTest
  @CsvSource({"uniform, probability", "bernoulli, label"})
  void endsAtItsPrecisionWithTheSameBytesForAnyLanesAndStops(String law, String readout)
      throws Exception {
    StudyView end =
        sameBytesWithOneAndTwoLanesAndAfterAStop(
            study(
                "\"law\": \"%s\"".formatted(law),
                readout,
                "",
                "\"precision\": 0.25, \"quantile\": 0.5, \"max-trials\": 100000"));

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.PRECISION);
    assertThat(end.setup().conventions())
        .containsEntry(
            "precision", "empirical Bernstein confidence sequence over all values and channels");
    assertThat(end.channels())
        .filteredOn(channel -> channel.standing() == StoppingStatus.REACHED)
        .isNotEmpty()
        .allSatisfy(channel -> assertThat(channel.quality().precision()).isLessThanOrEqualTo(0.25));
  }

  /** An exact sequence needs no hundred blocks: its width is defined from the first block on. */
  @Test
  void precisionIsDefinedFromTheFirstBlockAndWarnsIfBeyondMaxTrials() throws Exception {
    StudyView end =
        run(
            study(
                "\"law\": \"uniform\"",
                "probability",
                ", \"block-size\": 1000",
                "\"precision\": 0.001, \"max-trials\": 4000"),
            "short",
            2);

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.MAX_TRIALS);
    assertThat(end.channels())
        .allSatisfy(channel -> assertThat(channel.quality().precision()).isNotNull());
    assertThat(end.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("at the look at trial 4000, the targets need about "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "law": "gaussian" | probability | | asymptotic under gaussian white noise, whose pixels are unbounded; uniform and bernoulli noise are bounded
          "kind": "gabor-pca", "basis": "gabor-mnist" | label | | asymptotic under gabor-mnist noise; bernstein requires uniform or bernoulli white noise, whose pixels are bounded with a known mean
          "law": "uniform" | logit | | asymptotic with readout logit, whose responses are unbounded; label and probability are bounded
          "law": "uniform", "antithetic": true | label | | asymptotic with antithetic stimuli, which are not independent
          "law": "uniform" | label | , "conventions": "authors" | asymptotic with conventions authors, whose maps are roots of mean squares
          """)
  void unboundedOrDependentTrialsAreRefused(
      String stimulus, String readout, String more, String expected) {
    String study =
        study(
            stimulus,
            readout,
            more == null ? "" : more,
            "\"precision\": 0.1, \"max-trials\": 100000");
    assertRefused(
        () -> run(study, "refused", 1), "study.stop.sequence is bernstein; it must be " + expected);
  }
}
