package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CriterionTest {
  private static final String UNKNOWN = "";

  private static Measure estimate(double value, double error) {
    return Measure.estimate(value, error, "-");
  }

  private static String verdict(Criterion criterion, Object... namesAndMeasures) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (int i = 0; i < namesAndMeasures.length; i += 2) {
      measures.put((String) namesAndMeasures[i], (Measure) namesAndMeasures[i + 1]);
    }
    return criterion.evaluate(new Measures(measures)).text();
  }

  private static final Criterion.Near NEAR =
      new Criterion.Near(
          "m",
          0.5,
          10_000,
          0.0005,
          "images",
          List.of(new Criterion.Limit("chance", 0.1, "ours"), new Criterion.Limit("all", 1, "")));

  /** With errors of .005 and .012 the difference has one of .013, so the bar is .0395. */
  @ParameterizedTest
  @CsvSource({
    "0.5394, agrees",
    "0.5396, 'differs: 0.0396 above, 3.0 standard errors'",
    "0.4606, agrees",
    "0.4604, 'differs: 0.0396 below, 3.0 standard errors'"
  })
  void nearAllowsThreeErrorsAndTheRounding(double ours, String expected) {
    assertThat(verdict(NEAR, "m", estimate(ours, 0.012), "ours", estimate(1 / 9.0, 0)))
        .isEqualTo(expected);
  }

  @Test
  void agreementAtChanceIsSeparate() {
    Criterion atChance =
        new Criterion.Near(
            "m",
            0.102,
            10_000,
            0.0005,
            "images",
            List.of(new Criterion.Limit("chance", 0.1, "ours")));
    Measure ninth = estimate(1 / 9.0, 0);
    assertThat(verdict(atChance, "m", estimate(0.112, 0.003), "ours", ninth))
        .isEqualTo("agrees at chance or ceiling");
    assertThat(verdict(atChance, "m", estimate(0.159, 0.0036), "ours", ninth))
        .isEqualTo("differs: 0.0570 above, 12.1 standard errors" + UNKNOWN);
  }

  /** The measure has an error of .003 and its limit one of .004; three errors of both are .015. */
  @ParameterizedTest
  @CsvSource({"0.1154, agrees at chance or ceiling", "0.1156, 'differs: 0.0156 above, 3.7'"})
  void limitHasAnErrorToo(double ours, String expected) {
    Criterion atChance =
        new Criterion.Near(
            "m",
            0.1,
            10_000,
            0.0005,
            "images",
            List.of(new Criterion.Limit("chance", 0.1, "ours")));
    assertThat(verdict(atChance, "m", estimate(ours, 0.003), "ours", estimate(0.1, 0.004)))
        .startsWith(expected);
  }

  /** The bar is three errors of .0299 plus a rounding of .02; the distance to chance is .1. */
  @Test
  void barThatReachesALimitIncludesRounding() {
    List<Criterion.Limit> chance = List.of(new Criterion.Limit("chance", 0.1, ""));
    Measure ours = estimate(0.25, 0.0296);
    assertThat(verdict(new Criterion.Near("m", 0.2, 10_000, 0.02, "images", chance), "m", ours))
        .isEqualTo("cannot be compared: 0.0500 above, 1.7 standard errors, too close to decide");
    assertThat(verdict(new Criterion.Near("m", 0.2, 10_000, 0, "images", chance), "m", ours))
        .isEqualTo("agrees");
  }

  @ParameterizedTest
  @CsvSource({
    "true, 0.131, agrees",
    "true, 0.129, 'cannot be compared: 0.0290 above, 2.9 standard errors, too close to decide'",
    "true, 0.071, 'cannot be compared: 0.0290 below, 2.9 standard errors, too close to decide'",
    "true, 0.069, 'differs: 0.0310 below, 3.1 standard errors'",
    "false, 0.069, agrees",
    "false, 0.131, 'differs: 0.0310 above, 3.1 standard errors'"
  })
  void beyondRequiresMoreThanThreeErrors(boolean above, double ours, String expected) {
    Criterion criterion = new Criterion.Beyond("m", above, 0.1, "chance");
    assertThat(verdict(criterion, "m", estimate(ours, 0.01))).isEqualTo(expected);
    assertThat(criterion.text())
        .isEqualTo(
            "%s 0.1000 (chance) by more than 3 standard errors; cannot be compared within them."
                .formatted(above ? "Above" : "Below"));
  }

  @Test
  void barWiderThanTheEffectIsIncomparable() {
    Criterion near =
        new Criterion.Near(
            "m", 0.2, 10_000, 0, "images", List.of(new Criterion.Limit("chance", 0.1, "")));
    assertThat(verdict(near, "m", estimate(0.25, 0.02))).isEqualTo("agrees");
    assertThat(verdict(near, "m", estimate(0.25, 0.04)))
        .isEqualTo("cannot be compared: 0.0500 above, 1.2 standard errors, too close to decide");
  }

  @Test
  void claimOfChanceAgreesAtChanceOnly() {
    Criterion criterion = new Criterion.NotAbove("m", 0.1, "chance");
    assertThat(criterion.text())
        .isEqualTo(
            "Not above 0.1000 (chance) by more than 3 standard errors; if so, it counts as at"
                + " chance.");
    assertThat(verdict(criterion, "m", estimate(0.39, 0.1)))
        .isEqualTo("agrees at chance or ceiling");
    assertThat(verdict(criterion, "m", estimate(0.41, 0.1)))
        .isEqualTo("differs: 0.3100 above, 3.1 standard errors" + UNKNOWN);
  }

  @Test
  void barIsInclusive() {
    Criterion least = new Criterion.Bar("m", true, 8, "digits named");
    Criterion most = new Criterion.Bar("m", false, 8, "digits named");
    assertThat(least.text()).isEqualTo("At least 8 (digits named).");
    assertThat(most.text()).isEqualTo("At most 8 (digits named).");
    assertThat(verdict(least, "m", estimate(8, 0))).isEqualTo("agrees");
    assertThat(verdict(most, "m", estimate(8, 0))).isEqualTo("agrees");
    assertThat(verdict(least, "m", estimate(7, 0))).isEqualTo("differs: 1 below" + UNKNOWN);
    assertThat(verdict(most, "m", estimate(9, 0))).isEqualTo("differs: 1 above" + UNKNOWN);
  }

  /** With errors of .003 and .004 the difference has one of .005, so three are .015. */
  @ParameterizedTest
  @CsvSource({
    "0.534, 0.003, agrees",
    "0.536, 0.003, 'cannot be compared: 0.0360 above, 7.2 standard errors, too close to decide'",
    "0.466, 0.003, agrees",
    "0.434, 0.003, 'differs: 0.0660 below, 13.2 standard errors'",
    "0.500, 0.030, 'cannot be compared: 0 above, 0.0 standard errors, too close to decide'"
  })
  void alikeRequiresAMarginAboveTheError(double one, double error, String expected) {
    Criterion criterion = new ComparisonCriterion.Alike("share/one", "share/other", 0.05);
    assertThat(criterion.text())
        .isEqualTo(
            "one and other differ by at most 0.0500, with 3 standard errors of the difference"
                + " added; it differs if the difference less 3 exceeds that, and cannot be compared"
                + " between.");
    assertThat(
            verdict(
                criterion, "share/one", estimate(one, error), "share/other", estimate(0.5, 0.004)))
        .isEqualTo(expected);
  }

  @Test
  void insignificantPShowsNoEquality() {
    Criterion criterion = new Criterion.NotSignificant("m", 0.05, "the level");
    assertThat(criterion.text())
        .isEqualTo(
            "Differs if p is below 0.0500 (the level); cannot be compared otherwise, since that"
                + " does not show equality.");
    assertThat(verdict(criterion, "m", estimate(0.049, 0)))
        .isEqualTo("differs: p = 0.0490" + UNKNOWN);
    assertThat(verdict(criterion, "m", estimate(0.05, 0)))
        .isEqualTo("cannot be compared: no significant difference, which does not show equality");
  }

  @ParameterizedTest
  @CsvSource({
    "0.6, -0.3, agrees",
    "0.6, -0.395, agrees at chance or ceiling",
    "0.405, -0.3, agrees at chance or ceiling"
  })
  void mixedShiftsToALimitAreSeparate(double rest, double left, String expected) {
    double right = 0.4;
    Criterion criterion =
        new ComparisonCriterion.Mixed(List.of("s/1", "s/2"), List.of("r/1", "r/2"));
    assertThat(criterion.text())
        .endsWith(" Counted apart if all of a side end with an area above 0.9900 or below 0.0100.");
    assertThat(
            verdict(
                criterion,
                "s/1",
                estimate(left, 0.01),
                "s/2",
                estimate(right, 0.01),
                "r/1",
                estimate(0.6, 0),
                "r/2",
                estimate(rest, 0)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.6, -0.2, 0.6, -0.3, agrees",
    "0.6, -0.2, 0.6, -0.395, agrees at chance or ceiling",
    "0.6, -0.2, 0.995, 0, cannot be compared: the curve of 2 cannot shift that way",
    "0.6, -0.2, 0.995, 0.029, cannot be compared: the curve of 2 cannot shift that way",
    "0.6, -0.2, 0.995, 0.031, 'differs: 2: 0.0310 above, 3.1 standard errors'",
    "0.6, 0.2, 0.995, 0, 'differs: 1: 0.2000 above, 20.0 standard errors'",
    "0.6, -0.02, 0.6, -0.3, 'cannot be compared: 1: 0.0200 below, 2.0 standard errors, too close to"
        + " decide'"
  })
  void shiftsRequireRoomToShift(
      double rest, double shift, double otherRest, double otherShift, String expected) {
    Criterion criterion =
        new ComparisonCriterion.Shifts(List.of("s/1", "s/2"), List.of("r/1", "r/2"), false);
    assertThat(
            verdict(
                criterion,
                "s/1",
                estimate(shift, 0.01),
                "s/2",
                estimate(otherShift, 0.01),
                "r/1",
                estimate(rest, 0),
                "r/2",
                estimate(otherRest, 0)))
        .isEqualTo(expected);
  }

  @Test
  void measureOfUnknownErrorIsNotCompared() {
    Measure unknown = Measure.withUnknownError(1, "-");
    assertThat(unknown.shown()).isEqualTo("1 (error unknown)");
    assertThat(verdict(new Criterion.Beyond("m", true, 0, "chance"), "m", unknown))
        .isEqualTo("cannot be compared: error unknown");
    assertThat(
            verdict(
                new ComparisonCriterion.Larger("s/a", List.of("s/b")),
                "s/a",
                estimate(1, 0.1),
                "s/b",
                unknown))
        .isEqualTo("cannot be compared: error unknown");
  }

  @Test
  void missingMeasureIsNotCompared() {
    assertThat(
            verdict(
                new Criterion.Beyond("m", true, 0, "chance"),
                "m",
                Measure.missing("no noise in the class", "-")))
        .isEqualTo("cannot be compared: no noise in the class");
  }
}
