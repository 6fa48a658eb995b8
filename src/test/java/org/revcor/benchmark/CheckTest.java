package org.revcor.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.revcor.benchmark.Results.Cost;
import org.revcor.benchmark.Results.Machine;
import org.revcor.benchmark.Results.Speed;
import org.revcor.benchmark.Results.Spread;
import org.revcor.inference.Platform;

class CheckTest {
  private static final Spread SHARE = new Spread(0.96, 0.95, 0.97);

  @Test
  void anUnchangedStageIsNotSlower() {
    Check check = Check.of(results(0.96, 5), baseline(Map.of(Stage.REDUCE, exactly(0.05))));
    assertThat(check.anySlower()).isFalse();
    assertThat(check.lines())
        .extracting(Check.Line::what)
        .containsExactly("whole study / network", "the same by processor time", "reduce");
  }

  /** A tenth is tolerated: .05 to .055, of a forward pass of 100 us. */
  @Test
  void reportsAStageBeyondItsLimit() {
    Check check = Check.of(results(0.96, 5.6), baseline(Map.of(Stage.REDUCE, exactly(0.05))));
    assertThat(check.lines())
        .filteredOn(Check.Line::slower)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.what()).isEqualTo("reduce");
              assertThat(line.now()).isCloseTo(0.056, within(1e-9));
              assertThat(line.limit()).isCloseTo(0.055, within(1e-9));
            });
  }

  @Test
  void aShortStageMayGrowByHalfAPercentOfAForwardPass() {
    Map<Stage, Spread> small = Map.of(Stage.REDUCE, exactly(0.001));
    assertThat(Check.of(results(0.96, 0.59), baseline(small)).anySlower()).isFalse();
    assertThat(Check.of(results(0.96, 0.61), baseline(small)).anySlower()).isTrue();
  }

  /** An interquartile range of .1349 is a standard deviation of .1. */
  @Test
  void aNoisyStageMayGrowByFourDeviations() {
    Map<Stage, Spread> unsteady = Map.of(Stage.REDUCE, new Spread(0.05, 0, 0.1349));
    assertThat(Check.of(results(0.96, 44.9), baseline(unsteady)).anySlower()).isFalse();
    assertThat(Check.of(results(0.96, 45.1), baseline(unsteady)).anySlower()).isTrue();
  }

  @Test
  void reportsAStudySlowerThanItsNetwork() {
    Check check = Check.of(results(0.9, 5), baseline(Map.of()));
    assertThat(check.lines())
        .filteredOn(Check.Line::slower)
        .extracting(Check.Line::what)
        .containsExactly("whole study / network", "the same by processor time");
  }

  @Test
  void aFasterStageIsNotSlower() {
    assertThat(Check.of(results(1, 1), baseline(Map.of(Stage.REDUCE, exactly(0.05)))).anySlower())
        .isFalse();
  }

  private static Spread exactly(double value) {
    return new Spread(value, value, value);
  }

  private static Baseline baseline(Map<Stage, Spread> ofForward) {
    return new Baseline(
        Path.of("earlier.json"),
        JsonNodeFactory.instance.objectNode(),
        2,
        "",
        SHARE,
        SHARE,
        new HashMap<>(ofForward));
  }

  /** Returns results of a network that takes 100 us per trial. */
  private static Results results(double share, double reduceMicros) {
    Map<Stage, Cost> stages =
        Map.of(
            Stage.FORWARD, new Cost(100, 100), Stage.REDUCE, new Cost(reduceMicros, reduceMicros));
    Round round =
        new Round(
            new Speed(20_000, 100), new Speed(20_000 * share, 100 / share), stages, List.of());
    return new Results(
        "2026-01-01T00:00:00Z",
        new Machine("", 2, "21", new Platform("cpu", "amd64", "pytorch")),
        new Subject(JsonNodeFactory.instance.objectNode(), "net", 2, 250, 1_000, 1, 3, false),
        0,
        List.of(),
        List.of(round, round, round));
  }
}
