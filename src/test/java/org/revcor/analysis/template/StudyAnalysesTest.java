package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Resampling;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/** Frequencies, differences and classification images of real studies. */
@Tag("full")
final class StudyAnalysesTest {
  private static final String WHITE =
      """
      {"observer": {"model": "mnist-cnn"}, "seed": %d, "readout": {"kind": "%s"},
       "stop": {"max-trials": 10000}}
      """;
  private static final String SIGNAL =
      """
      {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "label", "by-signal": true},
       "stimulus": {"kind": "signal-in-noise", "data": "mnist", "classes": ["3", "8"],
                    "gamma": 0.3},
       "stop": {"max-trials": 10000}}
      """;

  private static final String DEAD =
      """
      {"observer": {"model": "mnist-logistic", "edits":
          [{"kind": "scale", "layer": "logits", "units": "0-8", "factor": 0}]},
       "readout": {"kind": "logit"}, "stop": {"max-trials": 2000}}
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void makeStudies() throws Exception {
    AnalysisRunner runner = new AnalysisRunner(folder);
    runner.study(WHITE.formatted(1, "label"), "labels");
    runner.study(WHITE.formatted(1, "probability"), "probabilities");
    runner.study(WHITE.formatted(2, "probability"), "others");
    runner.study(WHITE.formatted(1, "logit"), "logits");
    runner.study(SIGNAL, "signals");
  }

  @Test
  void sumsOfLogitsAreRejected() {
    assertRefused(() -> run("frequencies", Map.of("study", "logits")))
        .hasMessageContaining("a study with readout logit, whose sums are not counts");
  }

  /** Their sum over classes is 0. */
  @Test
  void sumsOfCentredProbabilitiesAreRejected() throws Exception {
    new AnalysisRunner(folder)
        .study(
            WHITE
                .formatted(1, "probability")
                .replace("\"probability\"", "\"probability\", \"centred\": true"),
            "centred");
    assertRefused(() -> run("frequencies", Map.of("study", "centred")))
        .hasMessageContaining(
            "a study with readout centred probability, whose sums are not counts");
  }

  /** Two studies of the same network: z is standard normal where errors are accurate. */
  @Test
  void mapsOfTheSameNetworkDifferByChance() {
    AnalysisResult found = run("difference", Map.of("study", "probabilities", "less", "others"));
    Figure.Table table = (Figure.Table) found.figures().getFirst();
    List<Object> eight = table.rows().get(8);
    assertThat((double) eight.get(3)).isBetween(0.8, 1.2);
    assertThat((double) eight.get(5)).isGreaterThan(0.001);
  }

  @Test
  void sameStimuliAreReported() {
    assertThat(run("difference", Map.of("study", "probabilities", "less", "labels")).statements())
        .anyMatch(statement -> statement.startsWith("both studies have the same stimuli"));
  }

  @Test
  void incompatibleStudiesAreRejected() {
    assertRefused(() -> run("difference", Map.of("study", "labels", "less", "signals")))
        .hasMessageContaining("signals, with the channels 3 as 0");
    assertThatThrownBy(() -> run("difference", Map.of("study", "labels", "less", "logits")))
        .hasMessageContaining("whose estimand is first-order-kernel");
  }

  @Test
  void classificationImagesByBothEquations() {
    AnalysisResult found = run("classification", Map.of("study", "signals", "shown", "2000"));
    List<Object> row = ((Figure.Table) found.figures().getFirst()).rows().getFirst();
    assertThat(row.getFirst()).isEqualTo("3 to 8");
    assertThat((double) row.get(2)).isBetween(0.3, 1.0);
    assertThat(found.figures().stream().map(Figure::name))
        .containsExactly(
            "images", "cells", "eq1", "eq2", "noise", "stimuli", "stimulus-difference");
    // the mean stimulus of threes classified as 3 is .7 times noise plus .3 times a three
    Figure.Gallery stimuli = (Figure.Gallery) found.figures().get(5);
    Figure.Image threes =
        stimuli.images().stream()
            .filter(image -> image.label().equals("3 as 3"))
            .findFirst()
            .orElseThrow();
    assertThat(threes.values()[0]).isBetween(0.3f, 0.4f);
    double mean = 0;
    for (float value : threes.values()) {
      mean += value / 784.0;
    }
    assertThat(mean).isBetween(0.37, 0.40);
  }

  @Test
  void shownTrialsAreLimitedToThoseOfTheStudy() throws Exception {
    new AnalysisRunner(folder).study(SIGNAL.replace("10000", "1000"), "few");
    AnalysisResult found = run("classification", Map.of("study", "few"));

    assertThat(found.conventions()).containsEntry("shown", 1_000);
    assertThat(found.figure("stimuli").title()).endsWith("over the first 1,000 trials");
    // 10,000 stimuli of three planes do not fit
    assertThat(StimulusPreview.most(3 * 32 * 32)).isEqualTo(5_461);
  }

  @Test
  void classesWithoutAMapAreNotClassified() {
    AnalysisResult found = run("feedback", Map.of("study", "labels"));
    List<List<Object>> rows = ((Figure.Table) found.figure("responses")).rows();
    List<Object> missing =
        rows.stream().filter(row -> row.get(2).equals("none")).map(List::getFirst).toList();

    assertThat(missing).isNotEmpty();
    assertThat(found.statements().getFirst())
        .contains(" of %d maps are classified".formatted(10 - missing.size()));
    assertThat(found.statements().getLast())
        .isEqualTo(
            "no map exists of "
                + missing.stream().map(Object::toString).collect(Collectors.joining(", ")));
  }

  /** The logits of all classes but 9 are 0, and so are the maps of their responses. */
  @Test
  void mapsOfEqualValuesAreNotShown() throws Exception {
    new AnalysisRunner(folder).study(DEAD, "dead");
    AnalysisResult found = run("feedback", Map.of("study", "dead"));

    assertThat(found.statements().getFirst()).contains(" of 1 maps are classified");
    assertThat(found.statements().getLast())
        .isEqualTo("not shown, since all values of the map are equal: 0, 1, 2, 3, 4, 5, 6, 7, 8");
    assertThat(((Figure.Table) found.figure("responses")).rows().subList(0, 9))
        .allMatch(row -> row.get(2).equals("none"));
  }

  /** Maps of stimuli of 14 x 14 pixels, which the network of 28 x 28 saw enlarged. */
  @Test
  void smallMapsAreShownAsLargeAsTheirStimuliWere() throws Exception {
    new AnalysisRunner(folder)
        .study(
            """
            {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit"},
             "stimulus": {"kind": "white-noise", "size": [14, 14]}, "stop": {"max-trials": 2000}}
            """,
            "small");
    AnalysisResult found = run("feedback", Map.of("study", "small"));

    StudyMaps maps = EndedStudy.in("study", folder.resolve("small")).maps(MapView.MAP);
    float[][] scaled = Scaling.MIN_MAX.of(maps.maps());
    float[][] large = new float[10][];
    for (int c = 0; c < large.length; c++) {
      large[c] = Resampling.resized(scaled[c], 14, 14, 28, 28);
    }
    try (AnalysisThreads threads =
            new AnalysisThreads(List.of(Device.cpu()), false, new AnalysisProgress());
        InferenceSession session =
            new InferenceSession(new Catalogue(folder).named("mnist-cnn"), threads)) {
      List<Object> expected =
          Arrays.stream(session.labels(Stimuli.of(large)))
              .<Object>mapToObj(String::valueOf)
              .toList();
      assertThat(((Figure.Table) found.figure("responses")).rows())
          .extracting(row -> row.get(2))
          .containsExactlyElementsOf(expected);
    }
  }

  /** As if the network had been retrained under the same name after the study. */
  @Test
  void studyOfAChangedNetworkIsRejected() throws Exception {
    AnalysisRunner runner = new AnalysisRunner(folder);
    runner.study(SIGNAL.replace("10000", "1000"), "stale");
    Path record = folder.resolve("stale/record.json");
    String digest =
        EndedStudy.in("study", folder.resolve("stale")).view().setup().observer().digest();
    String other = "sha256:" + "0".repeat(64);
    Files.writeString(record, Files.readString(record).replace(digest, other));

    for (String analysis :
        List.of("feedback", "filters", "classification", "templates", "attack")) {
      assertRefused(
          () -> run(analysis, Map.of("study", "stale")),
          ("study is stale, a study of another network than mnist-cnn is now (%s); it must be a"
                  + " study of the current network, %s; run the study again")
              .formatted(other, digest));
    }
  }

  @Test
  void studyWithoutSignalsHasNoClassificationImage() {
    assertRefused(() -> run("classification", Map.of("study", "labels")))
        .hasMessageContaining("which has no maps by signal and response");
  }

  private static AnalysisResult run(String name, Map<String, String> arguments) {
    return new AnalysisRunner(folder).run(name, arguments);
  }
}
