package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Studies whose outputs were recorded: the same maps as those of the network itself. */
@Tag("full")
final class ExternalStudyTest extends StudyRuns {
  private static final String NETWORK = "\"model\": \"mnist-cnn\"";

  private static final String READOUTS =
      """
      {"observer": {%s}, "stop": {"max-trials": 4000}, "block-size": 1000, %s}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logits | 'readout': {'kind': 'logit'}",
        "labels | 'readout': {'kind': 'label'}",
        "logits | 'readout': {'kind': 'label'}",
        "logits | 'readout': {'kind': 'logit'}, 'stimulus': {'law': 'gaussian', 'antithetic':"
            + " true}",
        "logits | 'readout': {'kind': 'probability', 'centred': true}, 'stimulus': {'size': [14,"
            + " 14]}",
        "probabilities | 'readout': {'kind': 'probability'}, 'conventions': 'authors'",
        "logits | 'readout': {'kind': 'logit'}, 'estimator': 'regression', 'basis': 'gabor-mnist'",
        "logits | 'readout': {'kind': 'logit'}, 'whiten': true"
      })
  void mapsEqualThoseOfTheNetwork(String output, String settings) throws Exception {
    String keys = settings.replace('\'', '"');
    run(READOUTS.formatted(NETWORK, keys), "network", 1);
    String external = READOUTS.formatted(external(output), keys);
    record(external, List.of(2L, 0L, 3L, 1L), "external");
    StudyView end = run(external, "external", 2);

    assertThat(end.progress().trials()).isEqualTo(4000);
    assertSameArrays("network", "external");
  }

  @Test
  void theSameLogFoldedWithAnotherReadoutEqualsTheStudyWithThatReadout() throws Exception {
    String label = READOUTS.formatted(external("logits"), "\"readout\": {\"kind\": \"label\"}");
    String logit = READOUTS.formatted(external("logits"), "\"readout\": {\"kind\": \"logit\"}");
    record(label, blocks(4), "label");
    run(label, "label", 1);
    record(logit, blocks(4), "logit");
    run(logit, "logit", 1);

    StudySpecification copied = copy("label", logit, "refolded");
    try (HeadlessStudy study =
        HeadlessStudy.start(
            copied,
            materials(),
            folder.resolve("refolded"),
            StudyRuns.lanes(2),
            Duration.ofSeconds(30))) {
      study.end().toCompletableFuture().join();
    }

    assertSameArrays("logit", "refolded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | rounding of responses makes these maps invalid: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9; the response of 0 is about 1.0e+08, where float32 has"
            + " steps of 8.0, | set study.readout.centred to false",
        "false | constant output: 9 | constant output: 9"
      })
  void mapsThatAMaskedClassRoundsAreReported(boolean centred, String channels, String advice)
      throws Exception {
    String study =
        READOUTS.formatted(
            external("logits"),
            "\"readout\": {\"kind\": \"logit\", \"centred\": %b}".formatted(centred));
    new RecordedNetwork("mnist-cnn", materials())
        .write(
            study,
            blocks(4),
            folder.resolve("masked"),
            outputs -> {
              for (int i = 9; i < outputs.length; i += 10) {
                outputs[i] = -1e9f;
              }
            });

    assertThat(run(study, "masked", 1).warnings())
        .anySatisfy(warning -> assertThat(warning).startsWith(channels).contains(advice));
  }

  @ParameterizedTest
  @CsvSource({"1, false", "10000, true"})
  void aBlockThatDecidesAllMapsIsReported(int factor, boolean isReported) throws Exception {
    String study =
        READOUTS
            .formatted(external("logits"), "\"readout\": {\"kind\": \"logit\"}")
            .replace("4000", "10000");
    AtomicInteger block = new AtomicInteger();
    new RecordedNetwork("mnist-cnn", materials())
        .write(
            study,
            blocks(10),
            folder.resolve("extreme"),
            outputs -> {
              if (block.getAndIncrement() == 3) {
                for (int i = 0; i < outputs.length; i++) {
                  outputs[i] *= factor;
                }
              }
            });

    assertThat(run(study, "extreme", 1).warnings())
        .filteredOn(
            warning ->
                warning.startsWith(
                    "one block of 10 decides these maps, their errors and reliability: 0, 1, 2"))
        .hasSize(isReported ? 1 : 0);
  }

  @Test
  void aLogOfOtherStimuliIsRefused() throws Exception {
    String study = READOUTS.formatted(external("logits"), "\"readout\": {\"kind\": \"label\"}");
    record(study, blocks(4), "first");
    run(study, "first", 1);

    assertRefused(
            () -> copy("first", study.replace("{\"observer", "{\"seed\": 2, \"observer"), "x"))
        .hasMessageContaining("responses.log is of another study (study.seed is 2 and was 1)");
  }

  @Test
  void aStudyWithoutItsResponsesIsRefusedWithoutAServer() {
    String study = READOUTS.formatted(external("logits"), "\"readout\": {\"kind\": \"label\"}");

    assertRefused(
        () -> start(study, "none", 1),
        "study.observer is external; it must be a model or a file here; a study on a server"
            + " takes outputs from clients");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void estimatorsThatTakeGradientsAreRefused() {
    String study =
        READOUTS.formatted(
            external("logits"), "\"readout\": {\"kind\": \"logit\"}, \"estimator\": \"gradient\"");

    assertRefused(
        () -> start(study, "gradients", 1),
        "study.estimator is gradient; it must be average or regression with observer.external,"
            + " which has no gradients");
  }

  private static List<Long> blocks(long end) {
    return LongStream.range(0, end).boxed().toList();
  }

  private static String external(String output) {
    return """
    "external": {"input": [1, 28, 28], "output": "%s", "classes": 10}\
    """
        .formatted(output);
  }

  private void record(String study, List<Long> blocks, String out) throws Exception {
    new RecordedNetwork("mnist-cnn", materials()).write(study, blocks, folder.resolve(out));
  }

  private StudySpecification copy(String earlier, String study, String out) {
    return RecordedResponses.copy(
        new RunDirectory(folder.resolve(earlier)),
        StudyFile.parseJson(study),
        materials(),
        folder.resolve(out),
        StudyRuns.lanes(1));
  }

  private void assertSameArrays(String one, String other) throws Exception {
    for (String name : List.of("maps.npy", "errors.npy", "history.csv")) {
      assertThat(Files.readAllBytes(folder.resolve(other).resolve(name)))
          .as(name)
          .isEqualTo(Files.readAllBytes(folder.resolve(one).resolve(name)));
    }
  }
}
