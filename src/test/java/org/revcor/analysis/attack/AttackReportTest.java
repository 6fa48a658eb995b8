package org.revcor.analysis.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.attack.AttackAnalysis.AttackReport;
import org.revcor.analysis.template.Templates;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;

final class AttackReportTest {
  private static AttackReport report(double base, double[] gammas, double... rates) {
    float[][] template = {{1}};
    Templates templates =
        new Templates(
            "maps", List.of("a"), 1, 1, 1, template, "", Optional.empty(), new LinkedHashMap<>());
    AttackSweep.Target target = new AttackSweep.Target(0, template[0], Stimuli.of(template));
    List<Double> changes = Arrays.stream(gammas).mapToObj(g -> 2 * g).toList();
    return new AttackReport(
        templates,
        new AttackSweep(
            List.of(target), gammas, new double[] {base}, new double[][] {rates}, changes));
  }

  private static String statement(double base, double[] gammas, double... rates) {
    return report(base, gammas, rates).statements().get(1);
  }

  @Test
  void weightOfSuccessDoesNotDependOnTheOrder() {
    double[] gammas = {0, 0.5, 1};
    assertThat(report(0.1, gammas, 0.1, 0.55, 1).statements())
        .containsExactly(
            "without a template 10.0 % of the stimuli are classified as the target; an attack"
                + " succeeds halfway from there to all of them, at 55.0 %",
            "attacks succeed at gamma 0.5000 and above (55.0 %, L2 1.00)");
    assertThat(statement(0, new double[] {1, 0, 0.5}, 1, 0, 0.75))
        .isEqualTo(statement(0, gammas, 0, 0.75, 1));
    assertThat(statement(0.1, gammas, 0.1, 0.54, 0.54))
        .isEqualTo("attacks succeed at none of the weights");
  }

  /** Two classes, or the class of most noise, have half of the stimuli without any template. */
  @Test
  void stimuliThatAreClassifiedAsTheTargetAnywayAreNoSuccess() {
    double[] gammas = {0, 0.5, 1};
    assertThat(statement(0.5, gammas, 0.5, 0.6, 0.7))
        .isEqualTo("attacks succeed at none of the weights");
    assertThat(statement(0.92, gammas, 0.92, 0.94, 0.95))
        .isEqualTo("attacks succeed at none of the weights");
    assertThat(statement(1, gammas, 1, 1, 1)).isEqualTo("attacks succeed at none of the weights");
    assertThat(statement(0.5, gammas, 0.5, 0.74, 0.75))
        .startsWith("attacks succeed at gamma 1 and above (75.0 %");
  }

  /** Weights are not sorted. */
  @Test
  void curveFilesContainAllPoints() {
    for (Figure figure : report(0, new double[] {0.5, 0.1, 0.3}, 0.6, 0.1, 0.2).figures()) {
      if (figure instanceof Figure.Curves curves) {
        long points = curves.curves().stream().mapToLong(curve -> curve.x().length).sum();
        assertThat(FigureText.csv(curves).orElseThrow().lines()).hasSize((int) points + 1);
      }
    }
  }
}
