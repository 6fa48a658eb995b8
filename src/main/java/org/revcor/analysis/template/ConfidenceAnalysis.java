package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.TemplateMatching;
import org.revcor.dataset.template.TemplateMatching.TemplateAccuracy;
import org.revcor.estimate.Reliability;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * {@code confidence}: change of maps if trials are weighted by confidence (the paper's footnote 5).
 */
public final class ConfidenceAnalysis extends Analysis {
  private static final String OBSERVER = "observer";
  private static final String COUNT = "count";
  private static final String THRESHOLD = "threshold";
  private static final String DATA = "data";
  private static final String SEED = "seed";
  private static final int MAX_COUNT = 2_000_000;
  private static final int COLUMNS = 10;

  public ConfidenceAnalysis() {
    super(
        "confidence",
        "Whether maps change if trials with noise are weighted, or selected, by confidence.",
        List.of(
            Parameter.observer(OBSERVER, "An observer whose outputs are classes."),
            Parameter.number(
                COUNT, "100000", "Stimuli of white noise, uniform on [0,1], 100 to 2000000."),
            Parameter.number(THRESHOLD, "0.3", "Minimum probability of confident trials, 0 to 1."),
            Parameter.images(
                DATA,
                "Data set whose test images are classified with the maps; if left out, the"
                    + " observer's training data."),
            Parameter.number(SEED, "1", "Seed of the noise, 0 to 2147483647.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    ObserverSource source = context.classifier(OBSERVER, arguments.text(OBSERVER));
    ObserverDescription observer = source.description();
    int count = arguments.whole(COUNT, 100, MAX_COUNT);
    double threshold = arguments.number(THRESHOLD, 0, 1);
    int seed = arguments.whole(SEED, 0, Integer.MAX_VALUE);
    Optional<Images> images =
        arguments
            .find(DATA)
            .or(() -> Optional.of(observer.dataset()).filter(name -> !name.isEmpty()))
            .map(name -> context.test(DATA, name));
    images.ifPresent(of -> AnalysisContext.requireFit(DATA, of, observer));
    Stimuli noise = new NoiseStimuli(new UniformLaw(), observer.values(), count, seed);
    context.threads().progress().expects(count);
    ConfidentMaps.Weightings maps;
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      maps = ConfidentMaps.of(session, noise, threshold, context.threads());
    }
    NestedMaps weighted = new NestedMaps(maps.counted(), maps.weighted(), count);
    NestedMaps confident = new NestedMaps(maps.counted(), maps.confident(), count);
    List<Figure> figures = new ArrayList<>();
    figures.add(classes(observer, maps, weighted, confident));
    images.ifPresent(of -> figures.add(templates(of, maps)));
    figures.add(gallery("counted", "All trials equal", observer, maps.counted()));
    figures.add(gallery("weighted", "Weighted by confidence", observer, maps.weighted()));
    figures.add(gallery("confident", "Confident trials", observer, maps.confident()));
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("observer", observer.name());
    conventions.put("observerDigest", observer.digest());
    conventions.put("stimuli", count);
    conventions.put("law", "uniform on [0,1], seed " + seed);
    conventions.put("definition", "sum(w x) / sum(w)");
    conventions.put("centring", "mean of all stimuli");
    conventions.put("confidence", "probability of the predicted class");
    conventions.put("threshold", threshold);
    return new AnalysisResult(
        name(),
        "Maps of %s by confidence".formatted(observer.name()),
        List.of(
            weighted.statement("trials weighted by confidence"),
            confident.statement("trials above " + threshold)),
        conventions,
        figures);
  }

  private static Figure.Table classes(
      ObserverDescription observer,
      ConfidentMaps.Weightings maps,
      NestedMaps weighted,
      NestedMaps confident) {
    return Columns.table(
        "classes",
        "Trials of each class, and correlations of maps with those of all trials",
        observer.classes().size(),
        new Columns<Integer>()
            .with("class", observer.classes()::get)
            .with("responses", c -> maps.counted().weights()[c])
            .with("weight", c -> maps.weighted().weights()[c])
            .with("confident", c -> maps.confident().weights()[c])
            .with("r, weighted", weighted::correlation)
            .with("r, confident", confident::correlation)
            .with("squared weight", c -> maps.weighted().squares()[c])
            .with("r of noise, weighted", weighted::byChance)
            .with("r of noise, confident", confident::byChance));
  }

  private static Figure templates(Images images, ConfidentMaps.Weightings maps) {
    TemplateMatching matching = new TemplateMatching(images);
    return new Figure.Table(
        "templates",
        "Share of the test images of %s that maps classify correctly".formatted(images.name()),
        List.of("maps", "dot", "cosine"),
        List.of(
            row("all responses alike", matching.accuracy(maps.counted().maps())),
            row("weighted by confidence", matching.accuracy(maps.weighted().maps())),
            row("confident responses", matching.accuracy(maps.confident().maps()))));
  }

  private static List<Object> row(String maps, TemplateAccuracy accuracy) {
    return List.of(maps, accuracy.dot(), accuracy.cosine());
  }

  private static Figure gallery(
      String name, String title, ObserverDescription observer, ConfidentMaps.Maps maps) {
    return Figure.Gallery.of(name, title, COLUMNS, observer.classes(), observer, maps.maps(), true);
  }

  /**
   * Maps of weighted or selected trials beside those of all trials with the same response. Both
   * contain the same noise, so they correlate even if neither has structure.
   *
   * @param all maps of all trials with equal weights
   * @param some maps of the same trials with other weights
   * @param trials number of trials of all classes, whose mean both are centred on
   */
  record NestedMaps(ConfidentMaps.Maps all, ConfidentMaps.Maps some, int trials) {
    private static final int MIN_TRIALS = 50;

    /** Returns the correlation of the two maps of a class; NaN if one is undefined. */
    double correlation(int c) {
      return Reliability.correlation(all.maps()[c], some.maps()[c]);
    }

    /**
     * Returns the correlation that is expected of independent pixels if the response does not
     * depend on them: {@code √((1/n - 1/N) / (Σw²/(Σw)² - 1/N))}, n of N trials.
     */
    double byChance(int c) {
      double excess = 1 / all.effective(c) - 1.0 / trials;
      return Math.sqrt(excess / (1 / some.effective(c) - 1.0 / trials));
    }

    /**
     * Returns the class of the smallest correlation among those with 50 effective trials in both.
     */
    Optional<Integer> least() {
      return IntStream.range(0, all.maps().length)
          .filter(c -> Math.min(all.effective(c), some.effective(c)) >= MIN_TRIALS)
          .filter(c -> Double.isFinite(correlation(c)))
          .boxed()
          .min(Comparator.comparingDouble(this::correlation));
    }

    /**
     * Returns the smallest correlation in words.
     *
     * @param what the trials of {@code some}
     */
    String statement(String what) {
      return least()
          .map(
              c ->
                  ("maps of %s correlate at least %.4f with those of all trials, in classes with"
                          + " at least %d of them; noise alone would by %.4f")
                      .formatted(what, correlation(c), MIN_TRIALS, byChance(c)))
          .orElseGet(() -> "no class has %d %s".formatted(MIN_TRIALS, what));
    }
  }

  /**
   * Class maps of the same stimuli with three weightings: all stimuli equal, weighted by
   * confidence, or only stimuli above a confidence threshold (the paper's footnote 5). The
   * confidence is the probability of the predicted class. Maps are centred: {@code Σwx/Σw - x̄}.
   */
  public static final class ConfidentMaps {
    private static final int CHUNK = 2_000;
    private static final int WEIGHTINGS = 3;

    private ConfidentMaps() {}

    /**
     * Maps of one weighting.
     *
     * @param weights Σw of each class
     * @param squares Σw² of each class
     * @param maps d values per class; NaN without any weight
     */
    public record Maps(double[] weights, double[] squares, float[][] maps) {
      /** Returns the effective number of trials of a class, {@code (Σw)²/Σw²}; NaN without any. */
      double effective(int c) {
        return weights[c] * weights[c] / squares[c];
      }
    }

    /**
     * Maps of all three weightings.
     *
     * @param counted maps of all stimuli with equal weights
     * @param weighted maps weighted by confidence
     * @param confident maps of the stimuli above the threshold
     */
    public record Weightings(Maps counted, Maps weighted, Maps confident) {}

    /**
     * Classifies stimuli and averages them by class.
     *
     * @param threshold confidence threshold, in [0,1)
     * @throws org.revcor.ObserverFailedException if the observer fails
     */
    public static Weightings of(
        InferenceSession session, Stimuli stimuli, double threshold, AnalysisThreads threads) {
      float[][] outputs = session.outputs(stimuli);
      int classes = session.observer().classes().size();
      int values = session.observer().values();
      Sums all = new Sums(classes, values);
      threads.inOrder(
          Math.ceilDiv(outputs.length, CHUNK),
          chunk -> {
            Sums sums = new Sums(classes, values);
            float[] stimulus = new float[values];
            int last = Math.min(outputs.length, (chunk + 1) * CHUNK);
            for (int i = chunk * CHUNK; i < last; i++) {
              stimuli.put(i, stimulus, 0);
              int label = ObserverOutputs.label(outputs[i]);
              double confidence =
                  ObserverOutputs.probabilities(outputs[i], session.observer())[label];
              sums.add(label, confidence, confidence > threshold, stimulus);
            }
            return sums;
          },
          all::add);
      return new Weightings(
          all.maps(0, outputs.length), all.maps(1, outputs.length), all.maps(2, outputs.length));
    }

    /** Sums of stimuli by weighting and class, and of all stimuli. */
    private static final class Sums {
      private final double[][] weights;
      private final double[][] squares;
      private final double[][][] sums;
      private final double[] all;

      Sums(int classes, int values) {
        weights = new double[WEIGHTINGS][classes];
        squares = new double[WEIGHTINGS][classes];
        sums = new double[WEIGHTINGS][classes][values];
        all = new double[values];
      }

      void add(int label, double confidence, boolean confident, float[] stimulus) {
        double[] given = {1, confidence, confident ? 1 : 0};
        for (int way = 0; way < WEIGHTINGS; way++) {
          weights[way][label] += given[way];
          squares[way][label] += given[way] * given[way];
          double[] sum = sums[way][label];
          for (int j = 0; j < stimulus.length; j++) {
            sum[j] += given[way] * stimulus[j];
          }
        }
        for (int j = 0; j < stimulus.length; j++) {
          all[j] += stimulus[j];
        }
      }

      void add(Sums others) {
        for (int way = 0; way < WEIGHTINGS; way++) {
          add(weights[way], others.weights[way]);
          add(squares[way], others.squares[way]);
          for (int c = 0; c < sums[way].length; c++) {
            add(sums[way][c], others.sums[way][c]);
          }
        }
        add(all, others.all);
      }

      private static void add(double[] into, double[] others) {
        for (int i = 0; i < into.length; i++) {
          into[i] += others[i];
        }
      }

      Maps maps(int way, int trials) {
        float[][] maps = new float[sums[way].length][all.length];
        for (int c = 0; c < maps.length; c++) {
          for (int j = 0; j < all.length; j++) {
            maps[c][j] = (float) (sums[way][c][j] / weights[way][c] - all[j] / trials);
          }
        }
        return new Maps(weights[way], squares[way], maps);
      }
    }
  }
}
