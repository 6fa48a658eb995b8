package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.dataset.template.TemplateMatching.Metric;
import org.revcor.figure.AnalysisResult;

final class ArgumentsTest {
  private static final Analysis ANALYSIS = new Every();

  /** Has a parameter of each kind. */
  private static final class Every extends Analysis {
    Every() {
      super(
          "every",
          "How arguments are parsed.",
          List.of(
              Parameter.required("observer", Parameter.Kind.OBSERVER, "NAME", "An observer."),
              Parameter.withDefault("gammas", Parameter.Kind.NUMBERS, "G", "0:.25:1", "Shares."),
              Parameter.withDefault("seed", Parameter.Kind.NUMBER, "S", "7", "A seed."),
              Parameter.choice("metric", List.of("dot", "cosine"), "A metric."),
              Parameter.optional("classes", Parameter.Kind.WORDS, "C", "Some classes.")));
    }

    @Override
    public AnalysisResult run(Arguments arguments, AnalysisContext context) {
      throw new AssertionError("only the parameters are used");
    }
  }

  private static Arguments with(String name, String value) {
    return Arguments.of(ANALYSIS, Map.of("observer", "net", name, value));
  }

  @Test
  void defaultsReplaceMissingValues() {
    Arguments arguments = Arguments.of(ANALYSIS, Map.of("observer", "net"));

    assertThat(arguments.text("observer")).isEqualTo("net");
    assertThat(arguments.numbers("gammas", 0, 1)).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(arguments.whole("seed", 0, 10)).isEqualTo(7);
    assertThat(arguments.choice("metric", Metric.values())).isEqualTo(Metric.DOT);
    assertThat(arguments.is("metric", "cosine")).isFalse();
    assertThat(arguments.words("classes")).isEmpty();
    assertThat(arguments.all().sequencedKeySet())
        .containsExactly("observer", "gammas", "seed", "metric");
  }

  @Test
  void rangesExpandToNumbers() {
    assertThat(with("gammas", "0, .1:.3:1 ,1").numbers("gammas", 0, 1))
        .containsExactly(0, 0.1, 0.4, 0.7, 1, 1);
    assertThat(with("gammas", "0.05:0.1:1").numbers("gammas", 0, 1))
        .containsExactly(.05, .15, .25, .35, .45, .55, .65, .75, .85, .95);
    assertThat(with("gammas", "0:0.3:1").numbers("gammas", 0, 1)).containsExactly(0, .3, .6, .9);
    assertThat(with("gammas", "0:0.05:1").numbers("gammas", 0, 1)).hasSize(21).endsWith(.95, 1);
    assertThat(with("gammas", ".2:.1:.2").numbers("gammas", 0, 1)).containsExactly(.2);
    assertThat(with("classes", " a , b,, ").words("classes")).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gammas|0,1.5|gammas is 1.5; it must be a number from 0 to 1",
        "gammas|x|gammas is x; it must be a number from 0 to 1",
        "gammas|NaN|gammas is NaN; it must be a number from 0 to 1",
        "gammas|0:.0001:1|gammas is 0:.0001:1; it must be from:step:to with at most 1,000 steps",
        "gammas|1:.1:0|gammas is 1:.1:0; it must be from:step:to with at most 1,000 steps",
        "gammas|0.55:.1:0.54|gammas is 0.55:.1:0.54; it must be from:step:to with at most 1,000"
            + " steps",
        "gammas|,|gammas is ,; it must be at least one number",
        "gammas|0:0:1|gammas is 0:0:1; it must be from:step:to with at most 1,000 steps"
      })
  void numbersOutOfRangeAreRejected(String name, String value, String message) {
    assertThatThrownBy(() -> with(name, value).numbers(name, 0, 1)).hasMessage(message);
  }

  @Test
  void otherValuesOutOfRangeAreRejected() {
    assertThatThrownBy(() -> with("seed", "7.5").whole("seed", 0, 10))
        .hasMessage("seed is 7.5; it must be a whole number from 0 to 10");
    assertThatThrownBy(() -> with("seed", "-1").number("seed", 0, Double.MAX_VALUE))
        .hasMessage("seed is -1; it must be a number of at least 0");
    assertThatThrownBy(() -> with("metric", "cosin"))
        .hasMessage("metric is cosin; it must be one of dot, cosine; did you mean cosine?");
  }

  @Test
  void unknownAndMissingNamesAreRejected() {
    assertThatThrownBy(() -> with("gama", "1"))
        .hasMessage(
            "gama is an unknown key; it must be one of observer, gammas, seed, metric, classes;"
                + " did you mean gammas?");
    assertThatThrownBy(() -> Arguments.of(ANALYSIS, Map.of("observer", " ")))
        .hasMessage("observer is missing; it must be given: an observer");
  }
}
