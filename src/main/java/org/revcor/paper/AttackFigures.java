package org.revcor.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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
import org.revcor.stimulus.Law.UniformLaw;

/**
 * {@code table2}, {@code fig6}: maps of the CNN of MNIST and mean digits, mixed into noise and
 * digits, each min-max scaled.
 */
final class AttackFigures {
  private static final int STEPS = 10;
  private static final List<String> ROWS =
      List.of("maps in noise", "maps in digits", "mean digits in noise", "mean digits in digits");

  private AttackFigures() {}

  /**
   * Measures the rates at which mixtures are classified as their target.
   *
   * <p>Settings: {@code rows}, the kinds of mixtures; {@code stimuli}, their number; {@code map},
   * {@link MapImage the image} of a map that is mixed in.
   *
   * @param stimuli number of noise stimuli, or test images, for each target and γ in a full run
   */
  static void measure(ReproductionContext context, int stimuli) {
    int count = context.count(Integer.parseInt(context.setting("stimuli", "" + stimuli)), 100);
    String network = context.network("mnist-cnn");
    for (String words : context.settings("rows", ROWS)) {
      if (context.settings().isEmpty()) {
        measure(context, count, words);
      } else {
        measureOther(context, count, words, network);
      }
    }
  }

  private static void measure(ReproductionContext context, int count, String words) {
    String into = words.endsWith("noise") ? "noise" : "images";
    boolean maps = words.startsWith("maps");
    Map<String, String> arguments =
        new LinkedHashMap<>(
            maps
                ? Measuring.argument(Measuring.white(context, "mnist-cnn"))
                : Map.of("means", "mnist"));
    arguments.putAll(
        Map.of("observer", "mnist-cnn", "into", into, "among", "all", "scaling", "min-max"));
    arguments.put("count", Integer.toString(count));
    AnalysisResult found =
        context.analyse(
            "attack", "min-max-%s-in-%s".formatted(maps ? "maps" : "means", into), arguments);
    List<List<Object>> rates = Measuring.rows(found, "rates");
    put(
        context,
        count,
        words,
        rates.getFirst().size() - 2,
        step -> Measuring.number(rates.get(step), rates.get(step).size() - 1),
        step -> Measuring.number(Measuring.rows(found, "perceptibility").get(step), 1));
  }

  /** Measures with another network, or other images of maps. */
  private static void measureOther(
      ReproductionContext context, int count, String words, String network) {
    AnalysisContext analyses = context.analysisContext();
    MapImage image =
        MapImage.valueOf(
            context.setting("map", "min-max").replace('-', '_').toUpperCase(Locale.ROOT));
    float[][] templates =
        words.startsWith("maps")
            ? Arrays.stream(Measuring.white(context, network).maps(MapView.MAP).maps())
                .map(image::of)
                .toArray(float[][]::new)
            : Scaling.MIN_MAX.of(MeanImages.of(analyses.training("data", "mnist")));
    Images test = analyses.test("data", "mnist");
    int[] first = IntStream.range(0, Math.min(count, test.size())).toArray();
    Stimuli base =
        words.endsWith("noise")
            ? new NoiseStimuli(new UniformLaw(), test.values(), count, 1)
            : Stimuli.of(test, first);
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
      AttackSweep sweep = AttackSweep.of(targets, gammas, session, analyses.threads());
      put(context, count, words, targets.size(), sweep::mean, sweep.changes()::get);
    }
  }

  private static void put(
      ReproductionContext context,
      int count,
      String words,
      int targets,
      IntToDoubleFunction rates,
      IntToDoubleFunction lengths) {
    String convention =
        "%s, %,d stimuli a target, all classes among them"
            .formatted(context.setting("map", "min-max"), count);
    for (int step = 0; step <= STEPS; step++) {
      String gamma = "%s, gamma %.1f".formatted(words, step / (double) STEPS);
      context.put("rate/" + gamma, Measure.share(rates.applyAsDouble(step), count, convention));
      context.put(
          "L2/" + gamma,
          Measure.withUnknownError(
              lengths.applyAsDouble(step),
              "min-max, mean L2 of the first 100 stimuli of a target"));
    }
    context.put("chance/" + words, Measure.exact(1.0 / targets, targets + " targets with a map"));
  }

  /** The image of a map that is mixed in. */
  enum MapImage {
    MIN_MAX {
      @Override
      float[] of(float[] map) {
        return Scaling.MIN_MAX.of(map);
      }
    },
    /** The mean of the stimuli with the response, without scaling. */
    MEAN_NOISE {
      @Override
      float[] of(float[] map) {
        float[] mean = map.clone();
        for (int i = 0; i < mean.length; i++) {
          mean[i] += 0.5f;
        }
        return mean;
      }
    },
    /** The grey value of the map as plotted with the colours of viridis. */
    SCREENSHOT {
      @Override
      float[] of(float[] map) {
        float[] grey = Scaling.MIN_MAX.of(map);
        for (int i = 0; i < grey.length; i++) {
          double at = grey[i] * (VIRIDIS_GREY.length - 1);
          int low = Math.min((int) at, VIRIDIS_GREY.length - 2);
          grey[i] =
              (float)
                  (VIRIDIS_GREY[low] + (at - low) * (VIRIDIS_GREY[low + 1] - VIRIDIS_GREY[low]));
        }
        return grey;
      }
    };

    /** Luminance (.299, .587, .114) of viridis from its least to its largest value. */
    private static final double[] VIRIDIS_GREY = {
      .120, .220, .293, .344, .389, .435, .486, .570, .660, .752, .845
    };

    /** Returns an image, with NaN for an undefined map. */
    abstract float[] of(float[] map);
  }
}
