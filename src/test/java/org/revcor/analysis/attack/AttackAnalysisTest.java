package org.revcor.analysis.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.dataset.IdxFiles;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

@Tag("full")
final class AttackAnalysisTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writeImages() {
    IdxFiles.writeMnist(folder, 10_000, 100);
  }

  /** Mean images are classified as their own class, unchanged images as no other class. */
  @Test
  void meanImagesChangeTheClassOfOtherImages() {
    AnalysisResult found = ofMeans(Map.of("into", "images", "gamma", "0,0.5,1", "count", "200"));
    List<List<Object>> rates = table(found, "rates");
    assertThat(rates).extracting(row -> row.get(0)).containsExactly(0.0, 0.5, 1.0);
    assertThat((double) rates.get(0).getLast()).isLessThan(0.01);
    assertThat((double) rates.get(1).getLast()).isBetween(0.05, 0.5);
    assertThat(rates.get(2)).containsOnly(1.0);
    List<List<Object>> changes = table(found, "perceptibility");
    assertThat(changes.get(0).subList(0, 2)).containsExactly(0.0, 0.0);
    // changes are gamma times those of gamma 1
    assertThat((double) changes.get(1).get(1))
        .isCloseTo((double) changes.get(2).get(1) / 2, within(1e-5));
  }

  /** Most noise is classified as 8, whatever is mixed in a little of. */
  @Test
  void theClassOfMostNoiseIsNoSuccess() {
    AnalysisResult found =
        ofMeans(Map.of("into", "noise", "targets", "8", "gamma", "0.01,0.02", "count", "500"));
    assertThat((double) table(found, "rates").getFirst().getLast()).isGreaterThan(0.85);
    assertThat(found.statements().getFirst()).startsWith("without a template 9");
    assertThat(found.statements().get(1)).isEqualTo("attacks succeed at none of the weights");
  }

  @Test
  void classesWithoutAMapAreLeftOutWithAStatement() throws Exception {
    new AnalysisRunner(folder)
        .study(
            """
            {"observer": {"model": "mnist-cnn"}, "stop": {"max-trials": 1000}}
            """,
            "maps");
    AnalysisResult found = run(Map.of("study", "maps", "gamma", "0:0.5:1", "count", "50"));
    Figure.Table rates = (Figure.Table) found.figures().getFirst();
    assertThat(rates.columns()).contains("gamma", "2", "3", "8", "mean").doesNotContain("1");
    assertThat(found.statements().getLast())
        .startsWith("left out, since too few trials had this response: ")
        .contains("1");
    assertRefused(() -> run(Map.of("study", "maps", "targets", "1")))
        .hasMessageContaining("1, which has no map");
  }

  @Test
  void invalidArgumentsAreRejected() {
    assertThatThrownBy(() -> ofMeans(Map.of("gamma", "0,1.5")))
        .hasMessage("gamma is 1.5; it must be a number from 0 to 1");
    assertThatThrownBy(() -> run(Map.of("means", "mnist")))
        .hasMessageContaining("observer is missing");
    assertThatThrownBy(() -> run(Map.of("means", "mnist", "observer", "cifar10-cnn")))
        .hasMessageContaining("cifar10-cnn, with stimuli of 3 x 32 x 32 and 10 classes");
    assertThatThrownBy(() -> ofMeans(Map.of("targets", "11")))
        .hasMessageContaining("targets is 11");
  }

  /** Attacks the shipped network by mean images. */
  private static AnalysisResult ofMeans(Map<String, String> options) {
    Map<String, String> arguments = new HashMap<>(options);
    arguments.put("means", "mnist");
    arguments.put("observer", "mnist-cnn");
    return run(arguments);
  }

  private static AnalysisResult run(Map<String, String> arguments) {
    return new AnalysisRunner(folder).run("attack", arguments);
  }

  private static List<List<Object>> table(AnalysisResult found, String name) {
    return found.figures().stream()
        .filter(figure -> figure.name().equals(name))
        .map(figure -> ((Figure.Table) figure).rows())
        .findFirst()
        .orElseThrow();
  }
}
