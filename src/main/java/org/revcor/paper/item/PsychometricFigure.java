package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/** {@code fig9}: psychometric curves of the CNN of MNIST, with and without stimulation. */
final class PsychometricFigure extends Item {
  private static final Doses.Target CONV2 = new Doses.Target("conv2", "1");
  private static final int DOSE = 10;
  private static final int IMAGES = 1_000;

  /** Half a unit of reading precision of the paper's curves. */
  private static final double READING = 0.05;

  /** The digit that most noise is classified as, also in the paper. */
  private static final String OF_NOISE = "8";

  private static final String NOISE = "largest rate under noise alone of digits other than 8";
  private static final String SIGNAL = "least rate of images without noise";
  private static final String SHAPED = "S-shaped curves";

  PsychometricFigure() {
    super("fig9", "Psychometric curves of the CNN, and how stimulation shifts them");
  }

  /** Returns the arguments that all figures of stimulation of the CNN share. */
  static Map<String, String> arguments(ReproductionContext context) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "mnist-cnn");
    arguments.put("most", Integer.toString(context.count(2_000, 60)));
    arguments.put("levels", context.isQuick() ? "0:0.1:1" : "0:0.05:1");
    arguments.put("replicates", Integer.toString(context.count(200, 20)));
    return arguments;
  }

  /** Describes the conventions that figures of stimulation depend on. */
  static String convention(ReproductionContext context) {
    return "test images (%s of a digit), U[0,1], a draw of noise each; mean over maximum by map, fc1 undivided"
        .formatted(context.isQuick() ? "60" : "all");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim("at rest: " + NOISE, "0", atRest(NOISE, 0, "no response")),
        new Claim(
            "at rest: " + SIGNAL + ", of ten digits", "1", atRest(SIGNAL, 1, "every response")),
        new Claim(
            "at rest: curves that rise from below to above a half and fall at no step by more than"
                + " 3 standard errors",
            "S-shaped",
            new Criterion.Bar(SHAPED, true, 10, "ten digits")),
        shift("0", true),
        shift("1", true),
        shift("3", false));
  }

  private static Criterion atRest(String measure, double paper, String limit) {
    return new Criterion.Near(
        measure,
        paper,
        IMAGES,
        READING,
        "images of a digit, about",
        List.of(new Criterion.Limit(limit, paper, "")));
  }

  private static Claim shift(String digit, boolean right) {
    return new Claim(
        "B: conv2 raised, k = 10: shift of the curve of %s in γ".formatted(digit),
        right ? "to the right" : "to the left",
        new Criterion.Beyond(Doses.shift(CONV2.name(DOSE), digit), right, 0, "no shift"));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    Map<String, String> arguments = arguments(context);
    AnalysisResult rest = context.analyse("psychometric", "at-rest", arguments);
    new Doses.Target("fc1", "0.01").stimulate(context, "fc1", "-10,10", arguments);
    AnalysisResult conv2 = CONV2.stimulate(context, "conv2", "-10,10", arguments);
    new Doses.Target("conv1", "0.1").stimulate(context, "conv1", "-100,-10,10,100", arguments);
    String convention = convention(context);
    context.putAll(atRest(rest, convention));
    context.putAll(Doses.shifts(conv2, CONV2.name(DOSE), DOSE, convention));
  }

  private static Map<String, Measure> atRest(AnalysisResult rest, String convention) {
    double most = 0;
    double least = 1;
    int shaped = 0;
    double images = 1;
    List<String> others = new ArrayList<>();
    for (Figure.Curve curve : ((Figure.Curves) rest.figure("curves")).curves()) {
      if (curve.dots()) {
        images =
            NamedAnalyses.rows(rest, "thresholds").stream()
                .filter(row -> row.getFirst().equals(curve.name()))
                .mapToDouble(row -> NamedAnalyses.number(row, 1))
                .findFirst()
                .orElseThrow();
        double[] rates = curve.y();
        most = curve.name().equals(OF_NOISE) ? most : Math.max(most, rates[0]);
        least = Math.min(least, rates[rates.length - 1]);
        if (isShaped(rates, images)) {
          shaped++;
        } else {
          others.add(curve.name());
        }
      }
    }
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put(NOISE, Measure.share(most, images, convention));
    measures.put(SIGNAL, Measure.share(least, images, convention));
    measures.put(
        SHAPED,
        new Measure(
            shaped,
            0,
            "%d%s".formatted(shaped, others.isEmpty() ? "" : ", not " + String.join(" ", others)),
            convention));
    return measures;
  }

  static boolean isShaped(double[] rates, double images) {
    for (int i = 1; i < rates.length; i++) {
      double error =
          Math.hypot(
              Measure.binomialError(rates[i], images), Measure.binomialError(rates[i - 1], images));
      if (rates[i - 1] - rates[i] > Criterion.ERRORS * error) {
        return false;
      }
    }
    return rates[0] < 0.5 && rates[rates.length - 1] > 0.5;
  }
}
