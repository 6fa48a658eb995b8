package org.revcor.analysis.psychometric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.ClassImages;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.dataset.Images;
import org.revcor.estimate.PsychometricShape;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * A detection task: images of classes in noise at several strengths, and how responses are fitted.
 *
 * @param levels γ, ascending
 * @param replicates number of resamples for intervals; 0 for no intervals
 */
public record DetectionTask(
    ClassImages subjects, double[] levels, long seed, PsychometricShape shape, int replicates) {
  private static final String LEVELS = "levels";
  private static final String SEED = "seed";
  private static final String SHAPE = "shape";
  private static final String REPLICATES = "replicates";
  private static final int MAX_REPLICATES = 10_000;

  public static List<Parameter> parameters() {
    return Stream.of(
            ClassImages.parameters(),
            List.of(levels("0:0.05:1")),
            List.of(
                Parameter.number(SEED, "1", "Seed of all noise, 0 to 2147483647."),
                Parameter.choice(
                    SHAPE,
                    PsychometricShape.values(),
                    "Shape of the psychometric function between guesses and lapses."),
                Parameter.number(
                    REPLICATES,
                    "200",
                    "Resamples of the images for 95 % intervals and for the test of the fit, 1 to"
                        + " 10000; 0 for neither.")))
        .flatMap(List::stream)
        .toList();
  }

  static Parameter levels(String standard) {
    return Parameter.numbers(
        LEVELS, standard, "Shares γ of the image, ascending, in [0,1]; noise has the remainder.");
  }

  /** Creates the task; throws as {@link ClassImages#of}, and if levels do not ascend. */
  public static DetectionTask of(Arguments arguments, AnalysisContext context) {
    return new DetectionTask(
        ClassImages.of(arguments, context),
        levels(arguments),
        arguments.whole(SEED, 0, Integer.MAX_VALUE),
        arguments.choice(SHAPE, PsychometricShape.values()),
        arguments.whole(REPLICATES, 0, MAX_REPLICATES));
  }

  /**
   * Returns the strengths.
   *
   * @throws InvalidInputException if there are fewer than two, one is outside of [0,1], or they do
   *     not ascend
   */
  public static double[] levels(Arguments arguments) {
    double[] levels = arguments.numbers(LEVELS, 0, 1);
    boolean ascending = levels.length >= 2;
    for (int i = 1; i < levels.length; i++) {
      ascending &= levels[i] > levels[i - 1];
    }
    if (!ascending) {
      throw new InvalidInputException(
          LEVELS, arguments.text(LEVELS), "at least two numbers, ascending");
    }
    return levels;
  }

  public GradedImages stimuli(int index) {
    return new GradedImages(subjects.images(), subjects.numbers()[index], levels, seed);
  }

  public long size() {
    return (long) subjects.size() * levels.length;
  }

  public SequencedMap<String, Object> conventions() {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("stimulus", "γ image + (1-γ) noise, one noise sample per image");
    conventions.put("noise", "uniform");
    conventions.put("images", subjects.words());
    conventions.put("function", Spelling.word(shape));
    conventions.put("intervals", "95 %% from %d resamples of the images".formatted(replicates));
    conventions.put("seed", seed);
    return conventions;
  }

  /**
   * Images in noise, each at every strength: {@code γ·image + (1-γ)·noise} (the paper's Eq 3), with
   * one noise sample per image. The strengths of an image are consecutive.
   *
   * @param levels γ, each in [0,1]
   */
  public record GradedImages(Images images, int[] numbers, double[] levels, long seed)
      implements Stimuli {
    @Override
    public int size() {
      return numbers.length * levels.length;
    }

    @Override
    public void put(int index, float[] into, int offset) {
      int number = numbers[index / levels.length];
      float signal = (float) levels[index % levels.length];
      int values = images.values();
      float[] noise = NoiseStimuli.noise(new UniformLaw(), values, seed, number);
      int from = number * values;
      for (int i = 0; i < values; i++) {
        float image = (float) images.light(from + i);
        into[offset + i] = signal * image + (1 - signal) * noise[i];
      }
    }

    /**
     * Returns, for each image and strength, whether the observer classified it as {@code target}.
     */
    public PsychometricTrials trials(InferenceSession session, int target) {
      int[] labels = session.labels(this);
      boolean[][] responded = new boolean[numbers.length][levels.length];
      for (int i = 0; i < labels.length; i++) {
        responded[i / levels.length][i % levels.length] = labels[i] == target;
      }
      return new PsychometricTrials(levels, responded);
    }
  }
}
