package org.revcor.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.analysis.attack.AttackSweep;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * {@code table2}, {@code fig6}: maps of the CNN of MNIST and mean digits, mixed into noise and
 * digits, each min-max scaled.
 */
final class AttackFigures {
  private static final int STEPS = 10;
  private static final List<String> ROWS =
      List.of("maps in noise", "maps in digits", "mean digits in noise", "mean digits in digits");

  /** Luminance (.299, .587, .114) of viridis from its least to its largest value. */
  private static final double[] VIRIDIS_GREY = {
    .120, .220, .293, .344, .389, .435, .486, .570, .660, .752, .845
  };

  private AttackFigures() {}

  /**
   * Measures the rates at which mixtures are classified as their target.
   *
   * <p>Settings: {@code rows}, the kinds of mixtures; {@code stimuli}, their number; {@code map},
   * the image of a map that is mixed in.
   *
   * @param stimuli number of noise stimuli, or test images, for each target and γ in a full run
   */
  static void measure(ReproductionContext context, int stimuli) {
    int count = context.count(Integer.parseInt(context.setting("stimuli", "" + stimuli)), 100);
    String network = context.network("mnist-cnn");
    for (String words : context.settings("rows", ROWS)) {
      measure(context, count, words, network);
    }
  }

  private static void measure(
      ReproductionContext context, int count, String words, String network) {
    AnalysisContext analyses = context.analysisContext();
    String kind = context.setting("map", "min-max");
    float[][] templates =
        words.startsWith("maps")
            ? Arrays.stream(Measuring.white(context, network).maps(MapView.MAP).maps())
                .map(map -> image(map, kind))
                .toArray(float[][]::new)
            : Scaling.MIN_MAX.of(MeanImages.of(analyses.training("data", "mnist")));
    Images test = analyses.test("data", "mnist");
    Stimuli base =
        words.endsWith("noise")
            ? new NoiseStimuli(new UniformLaw(), test.values(), count, 1)
            : Stimuli.of(test, IntStream.range(0, Math.min(count, test.size())).toArray());
    List<AttackSweep.Target> targets =
        IntStream.range(0, templates.length)
            .filter(c -> Float.isFinite(templates[c][0]))
            .mapToObj(c -> new AttackSweep.Target(c, templates[c], base))
            .toList();
    double[] gammas =
        IntStream.rangeClosed(0, STEPS).mapToDouble(g -> g / (double) STEPS).toArray();
    context.part(words);
    try (InferenceSession session =
        new InferenceSession(analyses.observer("observer", network), analyses.threads())) {
      put(context, count, words, AttackSweep.of(targets, gammas, session, analyses.threads()));
    }
  }

  private static void put(ReproductionContext context, int count, String words, AttackSweep sweep) {
    String convention =
        "%s, %,d stimuli a target, all classes among them"
            .formatted(context.setting("map", "min-max"), count);
    for (int step = 0; step <= STEPS; step++) {
      String gamma = "%s, gamma %.1f".formatted(words, step / (double) STEPS);
      context.put("rate/" + gamma, Measure.share(sweep.mean(step), count, convention));
      context.put(
          "L2/" + gamma,
          Measure.withUnknownError(
              sweep.changes().get(step), "min-max, mean L2 of the first 100 stimuli of a target"));
    }
    int targets = sweep.targets().size();
    context.put("chance/" + words, Measure.exact(1.0 / targets, targets + " targets with a map"));
    List<Figure.Curve> curves =
        Stream.concat(
                Stream.of(Figure.Curve.line("mean", sweep.gammas(), sweep.means())),
                IntStream.range(0, targets)
                    .mapToObj(
                        t ->
                            Figure.Curve.line(
                                "" + sweep.targets().get(t).label(),
                                sweep.gammas(),
                                sweep.rates()[t])))
            .toList();
    context
        .analysisResults()
        .add(
            new AnalysisResult(
                "min-max-"
                    + words
                        .replace("mean digits", "means")
                        .replace("in digits", "in images")
                        .replace(' ', '-'),
                "Share of mixtures classified as the target: " + words,
                List.of(),
                new LinkedHashMap<>(Map.of("mixtures", convention)),
                List.of(new Figure.Curves("curves", words, "gamma", "share", curves))));
  }

  /**
   * Returns an image of a map: scaled to [0,1]; {@code mean-noise}, the mean of the stimuli with
   * the response; or {@code screenshot}, the grey value of the scaled map in the colours of
   * viridis.
   */
  private static float[] image(float[] map, String kind) {
    float[] image = kind.equals("mean-noise") ? map.clone() : Scaling.MIN_MAX.of(map);
    for (int i = 0; i < image.length; i++) {
      if (kind.equals("mean-noise")) {
        image[i] += 0.5f;
      } else if (kind.equals("screenshot")) {
        double at = image[i] * (VIRIDIS_GREY.length - 1);
        int low = Math.min((int) at, VIRIDIS_GREY.length - 2);
        image[i] =
            (float) (VIRIDIS_GREY[low] + (at - low) * (VIRIDIS_GREY[low + 1] - VIRIDIS_GREY[low]));
      }
    }
    return image;
  }
}
