package org.revcor.analysis.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.template.Templates;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;

final class AttackReportTest {
  private static AttackReport report(double[] gammas, double... rates) {
    float[][] template = {{1}};
    Templates templates =
        new Templates(
            "maps", List.of("a"), 1, 1, 1, template, "", Optional.empty(), new LinkedHashMap<>());
    AttackSweep.Target target = new AttackSweep.Target(0, template[0], Stimuli.of(template));
    List<Perceptibility> changes =
        Arrays.stream(gammas).mapToObj(g -> new Perceptibility(2 * g, g, 0.5)).toList();
    return new AttackReport(
        templates, new AttackSweep(List.of(target), gammas, new double[][] {rates}, changes));
  }

  private static String statement(double[] gammas, double... rates) {
    return report(gammas, rates).statements().getFirst();
  }

  @Test
  void weightWithHalfOfTheStimuliDoesNotDependOnTheOrder() {
    double[] gammas = {0, 0.5, 1};
    assertThat(statement(gammas, 0, 0.75, 1))
        .isEqualTo(
            "at gamma 0.5000 and above at least half of the stimuli are classified as the target"
                + " (75.0 %, L2 1.00, SSIM 0.50)");
    assertThat(statement(new double[] {1, 0, 0.5}, 1, 0, 0.75))
        .isEqualTo(statement(gammas, 0, 0.75, 1));
    assertThat(statement(gammas, 0, 0.4, 0.4))
        .isEqualTo("less than half of the stimuli are classified as the target");
  }

  @Test
  void halfAtALowerWeightOnlyIsNotStatedForAllAbove() {
    double[] gammas = {0, 0.25, 0.5, 1};
    assertThat(statement(gammas, 0, 0.6, 0.2, 0.8))
        .startsWith("at gamma 1 and above at least half of the stimuli");
    assertThat(statement(gammas, 0, 0.6, 0.7, 0.2))
        .isEqualTo(
            "at gamma 0.2500 at least half of the stimuli are classified as the target (60.0 %, L2"
                + " 0.50, SSIM 0.50), but fewer at 1");
  }

  /** All points have the same similarity, and weights are not sorted. */
  @Test
  void curveFilesContainAllPoints() {
    for (Figure figure : report(new double[] {0.5, 0.1, 0.3}, 0.6, 0.1, 0.2).figures()) {
      if (figure instanceof Figure.Curves curves) {
        long points = curves.curves().stream().mapToLong(curve -> curve.x().length).sum();
        assertThat(FigureText.csv(curves).orElseThrow().lines()).hasSize((int) points + 1);
      }
    }
  }
}
