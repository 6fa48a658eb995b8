package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.IdxFiles;
import org.revcor.dataset.template.TemplateMatching;
import org.revcor.dataset.template.TemplateMatching.TemplateAccuracy;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.study.results.EndedStudy;

final class TemplatesAnalysisTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeStudies() throws Exception {
    new AnalysisRunner(folder).study(STUDY.formatted("default", "label"), "maps");
    new AnalysisRunner(folder).study(STUDY.formatted("authors", "label"), "authors");
    new AnalysisRunner(folder).study(UNITS, "units");
    IdxFiles.writeMnist(folder, 10_000, 100);
  }

  private static final String STUDY =
      """
      {"observer": {"model": "mnist-cnn"}, "conventions": "%s", "readout": {"kind": "%s"},
       "stop": {"max-trials": 3000}}
      """;
  private static final String COMPONENTS =
      """
      {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "label"}, "estimator": "regression",
       "stimulus": {"kind": "pca-noise", "data": "mnist", "components": 30},
       "stop": {"max-trials": 1000}}
      """;
  private static final String UNITS =
      """
      {"observer": {"model": "mnist-cnn"}, "stop": {"max-trials": 1000},
       "readout": {"kind": "activation", "layer": "conv1", "units": "0"}}
      """;

  /** The shipped test images serve as training images, as in TemplateMatchingTest. */
  @Test
  void meanImagesClassifyByTheirRawProduct() {
    AnalysisResult found = run(Map.of("means", "mnist"));
    assertThat(accuracy(found)).isEqualTo(0.6374);
    assertThat(found.statements().getFirst())
        .isEqualTo(
            "mean images of mnist classify 63.74 % of the 10,000 test images of mnist correctly;"
                + " chance is 10.00 %");
    assertThat(found.conventions())
        .containsEntry("scaling", "raw")
        .containsEntry("metric", "dot")
        .containsEntry("images", "mnist, test");
    assertThat(accuracy(run(Map.of("means", "mnist", "metric", "cosine")))).isEqualTo(0.8252);
    assertThat(accuracy(run(Map.of("means", "mnist", "part", "train")))).isEqualTo(0.6374);
  }

  @Test
  void mapsClassifyTheTestImages() {
    AnalysisResult found = run(Map.of("study", "maps", "subtract", "nothing"));
    float[][] maps = EndedStudy.in("study", folder.resolve("maps")).maps(MapView.MAP).maps();
    TemplateAccuracy own =
        new TemplateMatching(DataSets.shippedTest("mnist").orElseThrow()).accuracy(maps);
    assertThat(accuracy(found)).isEqualTo(own.dot());
    assertThat(accuracy(run(Map.of("study", "maps", "metric", "cosine", "subtract", "nothing"))))
        .isEqualTo(own.cosine());
    assertThat(found.statements())
        .anyMatch(
            statement -> statement.startsWith("left out, since too few trials had this response"));
    Figure.Matrix confusion = (Figure.Matrix) found.figures().get(1);
    assertThat(confusion.values()).hasDimensions(10, 10);
    assertThat(run(Map.of("study", "authors", "scaling", "min-max", "metric", "cosine")))
        .satisfies(
            authors ->
                assertThat(authors.conventions())
                    .containsEntry("study.definition", "sqrt(sum(r x^2) / sum(r))"));
  }

  /** Stimuli of few components have another mean than images: see docs/notes/statistics.md. */
  @Test
  void imagesAreCentredAtTheMeanOfTheStimuli() throws Exception {
    new AnalysisRunner(folder).study(COMPONENTS, "components");
    for (String metric : List.of("dot", "cosine")) {
      Map<String, String> study = Map.of("study", "components", "metric", metric);
      AnalysisResult centred = run(study);
      Map<String, String> paper = new HashMap<>(study);
      paper.put("subtract", "nothing");
      double raw = accuracy(run(paper));
      System.out.printf("templates, %s: %.4f centred, %.4f raw%n", metric, accuracy(centred), raw);
      assertThat(accuracy(centred)).isGreaterThan(0.6).isGreaterThan(raw + 0.2);
      assertThat(centred.conventions()).containsEntry("subtracted", "mean of the stimuli");
    }
  }

  @Test
  void exactlyOneSourceIsRequired() {
    assertRefused(
        () -> run(Map.of()), "study is missing; it must be one of study, means and weights");
    assertThatThrownBy(() -> run(Map.of("study", "maps", "means", "mnist")))
        .hasMessage(
            "means is given together with study; it must be one of study, means and weights");
  }

  @Test
  void invalidSourcesAreRejected() {
    assertThatThrownBy(() -> run(Map.of("weights", "mnist-mlp")))
        .hasMessageContaining("mnist-mlp, whose outputs are not linear in the image");
    assertThatThrownBy(() -> run(Map.of("study", "units")))
        .hasMessageContaining("whose maps are not those of classes");
    assertThatThrownBy(() -> run(Map.of("means", "mnist", "average", "median")))
        .hasMessageContaining("median");
    assertThatThrownBy(() -> run(Map.of("means", "mnist", "data", "mnits")))
        .hasMessageContaining("did you mean mnist?");
  }

  private static AnalysisResult run(Map<String, String> arguments) {
    return new AnalysisRunner(folder).run("templates", arguments);
  }

  private static double accuracy(AnalysisResult found) {
    List<Object> all = ((Figure.Table) found.figures().getFirst()).rows().getLast();
    return (double) all.get(3);
  }
}
