package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.template.ClassAreas.Mean;
import org.revcor.estimate.KernelCorrelation;
import org.revcor.estimate.KernelCorrelation.ScoreMetric;
import org.revcor.estimate.significance.PixelTests.DiscoveryRate;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StoredCoefficients;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudySpecification;

/**
 * {@code correlation}: how much the kernels of two networks agree, class by class, without the
 * attenuation by noise.
 */
public final class CorrelationAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final String OTHER = "other";
  private static final String LEVEL = "level";

  public CorrelationAnalysis() {
    super(
        "correlation",
        "How much the kernels of two networks agree, class by class, corrected for their noise.",
        List.of(
            Parameter.study(STUDY, "A finished study with estimator = regression."),
            Parameter.study(OTHER, "Another one with the same stimuli, basis and classes."),
            Parameter.number(
                LEVEL,
                "0.05",
                "False discovery rate of the classes that count as correlated, or as different, 0"
                    + " to 1.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    double level = arguments.number(LEVEL, 0, 1);
    EndedStudy first = context.study(STUDY, arguments.text(STUDY));
    EndedStudy second = context.study(OTHER, arguments.text(OTHER));
    ComparableRegressions both = ComparableRegressions.of(first, second);
    KernelCorrelations correlations =
        new KernelCorrelations(
            ComparableRegressions.names(first),
            level,
            KernelCorrelations.Pairs.of(both.correlations(0)),
            KernelCorrelations.Pairs.of(
                both.channels() == 1
                    ? List.of()
                    // far away, since neighbours in the order of classes are often alike
                    : both.correlations(both.channels() / 2)));
    return new AnalysisResult(
        name(),
        "Kernels of %s and %s".formatted(first.view().name(), second.view().name()),
        correlations.statements(),
        conventions(first, second, both, level),
        correlations.figures(
            reliability(first, IntStream.range(0, both.channels())),
            reliability(second, IntStream.of(both.partners()))));
  }

  private static double[] reliability(EndedStudy study, IntStream channels) {
    return channels
        .mapToObj(c -> Optional.ofNullable(study.view().channels().get(c).quality().reliability()))
        .mapToDouble(value -> value.orElse(Double.NaN))
        .toArray();
  }

  private static SequencedMap<String, Object> conventions(
      EndedStudy first, EndedStudy second, ComparableRegressions both, double level) {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(
        "correlation", "of the responses that the kernels predict, without their noise");
    conventions.put("limits", "95 %, Fieller with the jackknife over groups of half-blocks");
    conventions.put("classes", both.byName() ? "of equal names" : "of equal positions");
    conventions.put("level", level);
    conventions.put("basis", first.view().setup().conventions().get("basis"));
    conventions.put(STUDY, describe(first.view()));
    conventions.put(OTHER, describe(second.view()));
    return conventions;
  }

  private static List<Object> describe(StudyView study) {
    return List.of(
        study.setup().observer().name(),
        study.setup().observer().digest(),
        study.setup().readout(),
        study.progress().trials() + " trials",
        "seed " + study.seed());
  }

  /**
   * The kernels of two regressions with the same stimuli and basis.
   *
   * @param one coefficients of each channel of the first study, groups x K, in the same metric as
   *     those of the other
   * @param other coefficients of the channels of the second study, in the order of the first
   * @param partners index of each channel of the first study in the second one
   * @param byName whether channels are matched by name, otherwise by index
   */
  record ComparableRegressions(
      List<double[][]> one, List<double[][]> other, int[] partners, boolean byName) {

    /**
     * Reads two studies.
     *
     * @throws org.revcor.InvalidInputException if one is no regression with at least {@value
     *     KernelCorrelation#MIN_GROUPS} blocks, or they differ in stimuli, basis or number of
     *     channels, or halves of one share stimuli with both halves of the other, or both are of
     *     one network, readout and seed
     */
    static ComparableRegressions of(EndedStudy first, EndedStudy second) {
      StoredCoefficients one = read(first);
      StoredCoefficients other = read(second);
      requireSameBasis(first, second);
      requireSameStimuli(first, second);
      requireEqualHalves(first, second);
      requireOther(first, second);
      List<String> names = names(first);
      List<String> otherNames = names(second);
      if (names.size() != otherNames.size()) {
        throw second.unusable(
            "with %d channels".formatted(otherNames.size()),
            "a study of %d channels, like %s".formatted(names.size(), first.name()));
      }
      Set<String> distinct = new HashSet<>(names);
      boolean byName =
          names.equals(otherNames)
              || (distinct.size() == names.size() && distinct.equals(new HashSet<>(otherNames)));
      int[] partners =
          IntStream.range(0, names.size())
              .map(c -> byName && !names.equals(otherNames) ? otherNames.indexOf(names.get(c)) : c)
              .toArray();
      ScoreMetric metric = new ScoreMetric(one.covariance(), other.covariance());
      return new ComparableRegressions(
          IntStream.range(0, partners.length)
              .parallel()
              .mapToObj(c -> one.channel(c, metric))
              .toList(),
          IntStream.of(partners).parallel().mapToObj(c -> other.channel(c, metric)).toList(),
          partners,
          byName);
    }

    private static StoredCoefficients read(EndedStudy study) {
      StoredCoefficients coefficients = StoredCoefficients.of(study);
      long blocks = study.view().progress().trials() / study.blockSize();
      if (blocks < KernelCorrelation.MIN_GROUPS) {
        throw study.unusable(
            "with %d blocks".formatted(blocks),
            "a study of at least %d blocks, which limits are computed from"
                .formatted(KernelCorrelation.MIN_GROUPS));
      }
      return coefficients;
    }

    private static void requireSameBasis(EndedStudy first, EndedStudy second) {
      List<Object> one = basis(first);
      List<Object> other = basis(second);
      if (!one.equals(other)) {
        throw second.unusable(
            "with the basis %s of %s components, symmetry %s, %s".formatted(other.toArray()),
            "a regression in the basis %s of %s components, symmetry %s, %s"
                .formatted(one.toArray()));
      }
    }

    private static List<Object> basis(EndedStudy study) {
      Map<?, ?> basis =
          (Map<?, ?>) Objects.requireNonNull(study.view().setup().conventions().get("basis"));
      return Stream.<Object>of("name", "components", "symmetry", "digest")
          .map(key -> Objects.requireNonNull(basis.get(key)))
          .collect(Collectors.toList());
    }

    private static void requireSameStimuli(EndedStudy first, EndedStudy second) {
      StudySpecification one = first.specification();
      StudySpecification other = second.specification();
      if (!one.stimuli().kind().equals(other.stimuli().kind())
          || one.stimuli().antithetic() != other.stimuli().antithetic()
          || !first.view().setup().shape().equals(second.view().setup().shape())) {
        throw second.unusable(
            "whose stimuli are " + stimuli(second), "a study whose stimuli are " + stimuli(first));
      }
    }

    private static String stimuli(EndedStudy study) {
      return study.view().setup().specification().path("study").path("stimulus").toString();
    }

    /** Blocks of one seed begin with the same stimuli, whatever their size. */
    private static void requireEqualHalves(EndedStudy first, EndedStudy second) {
      int one = first.blockSize();
      int other = second.blockSize();
      if (first.view().seed() == second.view().seed() && one != other) {
        throw second.unusable(
            "with blocks of %d trials of the same seed, whose halves share stimuli with other halves"
                .formatted(other),
            "a study with block-size = %d or another seed".formatted(one));
      }
    }

    /** The kernels of a study and itself are equal, with an error of 0. */
    private static void requireOther(EndedStudy first, EndedStudy second) {
      StudyView one = first.view();
      StudyView other = second.view();
      if (one.seed() == other.seed()
          && one.setup().observer().digest().equals(other.setup().observer().digest())
          && first.specification().readout().equals(second.specification().readout())) {
        throw second.unusable(
            "with the network, readout and seed of " + first.name(),
            "a study of another network, or with another readout or seed");
      }
    }

    static List<String> names(EndedStudy study) {
      return study.view().channels().stream().map(ChannelView::name).toList();
    }

    int channels() {
      return partners.length;
    }

    /**
     * Returns the correlation of each channel with a channel of the other study.
     *
     * @param shift places from its partner to that channel
     */
    List<KernelCorrelation> correlations(int shift) {
      return IntStream.range(0, channels())
          .parallel()
          .mapToObj(c -> KernelCorrelation.of(one.get(c), other.get((c + shift) % channels())))
          .toList();
    }
  }

  /**
   * Correlations of the kernels of two networks.
   *
   * @param names names of the classes
   * @param level false discovery rate of the classes that count as correlated, or as different
   * @param own each class with itself in the other network
   * @param another each class with another one in the other network; empty for a single class
   */
  record KernelCorrelations(List<String> names, double level, Pairs own, Pairs another) {

    /**
     * Pairs of kernels.
     *
     * @param rate smallest false discovery rate at which each pair is correlated
     * @param rateOfDifferent smallest false discovery rate at which the kernels of each pair are
     *     not equal but for a factor
     */
    record Pairs(List<KernelCorrelation> correlations, double[] rate, double[] rateOfDifferent) {
      static Pairs of(List<KernelCorrelation> correlations) {
        return new Pairs(
            correlations,
            rates(correlations, KernelCorrelation::p),
            rates(correlations, KernelCorrelation::pOfEqual));
      }

      private static double[] rates(
          List<KernelCorrelation> correlations, ToDoubleFunction<KernelCorrelation> p) {
        return DiscoveryRate.of(correlations.stream().mapToDouble(p).toArray());
      }

      /** Returns the mean over the pairs with limits. */
      Mean mean() {
        return Mean.of(
            correlations.stream()
                .mapToDouble(each -> Double.isNaN(each.lower()) ? Double.NaN : each.value())
                .toArray());
      }

      long correlated(double level) {
        return Arrays.stream(rate).filter(each -> each <= level).count();
      }

      /** Returns the number of pairs whose kernels are not equal but for a factor. */
      long different(double level) {
        return Arrays.stream(rateOfDifferent).filter(each -> each <= level).count();
      }

      /** Returns the number of pairs that are tested for equal kernels: those with limits. */
      long testedForEqual() {
        return Arrays.stream(rateOfDifferent).filter(each -> !Double.isNaN(each)).count();
      }

      /** Returns the number of correlated pairs whose correlation is positive. */
      long positive(double level) {
        return IntStream.range(0, rate.length)
            .filter(c -> rate[c] <= level && correlations.get(c).value() > 0)
            .count();
      }
    }

    List<String> statements() {
      Mean mean = own.mean();
      List<String> statements = new ArrayList<>();
      statements.add(
          "kernels of a class correlate with a mean of %s over %,d classes; %s"
              .formatted(
                  mean.text(),
                  mean.classes(),
                  another.correlations.isEmpty()
                      ? "no other class exists"
                      : "those of different classes with %.3f".formatted(another.mean().mean())));
      statements.add(
          "%,d of %,d classes are correlated at a false discovery rate of %s, %,d of them positively%s"
              .formatted(
                  own.correlated(level),
                  names.size(),
                  level,
                  own.positive(level),
                  another.correlations.isEmpty()
                      ? ""
                      : "; of pairs of different classes %,d, %,d of them positively"
                          .formatted(another.correlated(level), another.positive(level))));
      statements.add(
          ("the kernels of %,d of %,d tested classes differ by more than a factor at a false"
                  + " discovery rate of %s")
              .formatted(own.different(level), own.testedForEqual(), level));
      if (mean.classes() < names.size()) {
        statements.add(
            "%,d classes have no limits and are neither tested nor in the mean: a kernel is too noisy"
                .formatted(names.size() - mean.classes()));
      }
      return statements;
    }

    /**
     * Returns the figures.
     *
     * @param one reliability of each class in the first study
     * @param other reliability of the same class in the second study
     */
    List<Figure> figures(double[] one, double[] other) {
      return List.of(summary(), table(one, other), curves());
    }

    private Figure summary() {
      return new Figure.Table(
          "summary",
          "Mean correlation of kernels, with 95 % limits",
          List.of(
              "kernels of",
              "mean correlation",
              "lower",
              "upper",
              "pairs",
              "correlated",
              "positively"),
          List.of(row("the same class", own), row("different classes", another)));
    }

    private List<Object> row(String name, Pairs pairs) {
      Mean mean = pairs.mean();
      return List.of(
          name,
          mean.mean(),
          mean.lower(),
          mean.upper(),
          mean.classes(),
          pairs.correlated(level),
          pairs.positive(level));
    }

    private Figure table(double[] one, double[] other) {
      return Columns.table(
          "correlations",
          "Correlation of the kernels of each class, with 95 % limits",
          names.size(),
          new Columns<Integer>()
              .with("class", names::get)
              .with("correlation", c -> own.correlations.get(c).value())
              .with("lower", c -> own.correlations.get(c).lower())
              .with("upper", c -> own.correlations.get(c).upper())
              .with("p", c -> own.correlations.get(c).p())
              .with("false discovery rate", c -> own.rate[c])
              .with("correlated", c -> own.rate[c] <= level ? 1 : 0)
              .with("reliability", c -> one[c])
              .with("reliability of other", c -> other[c])
              .with("p of equal kernels", c -> own.correlations.get(c).pOfEqual())
              .with("false discovery rate of a difference", c -> own.rateOfDifferent[c]));
    }

    private Figure curves() {
      return new Figure.Curves(
          "sorted",
          "Correlations in descending order, clipped to -1 and 1",
          "share of pairs",
          "correlation",
          List.of(curve("the same class", own), curve("different classes", another)));
    }

    private static Figure.Curve curve(String name, Pairs pairs) {
      double[] ascending =
          pairs.correlations.stream()
              .filter(each -> !Double.isNaN(each.lower()))
              .mapToDouble(each -> Math.clamp(each.value(), -1, 1))
              .sorted()
              .toArray();
      return Validation.descending(name, ascending);
    }
  }
}
