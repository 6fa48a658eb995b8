package org.revcor.study.specification;

import java.nio.file.Path;
import java.util.Arrays;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Variances;
import org.revcor.file.Digest;
import org.revcor.file.InputFile;
import org.revcor.file.Npy;
import org.revcor.file.NpyRows;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.RecordedStimuli;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * A kind of stimulus that a file contains, such as the stimuli of a recording of neurons.
 *
 * @param file NumPy file, trials x C x H x W, or trials x H x W for one plane
 * @param independent whether its values are known to be independent of each other
 */
record RecordedKind(String file, boolean independent) implements StimulusKind {
  private static final String FIELD = "study.stimulus.file";

  /** Relative spread of a constant in float32. */
  private static final double ROUNDING = 1e-6;

  private static final Key<String> FILE =
      Key.required(
          "file",
          Type.FILE,
          "stimuli.npy",
          "NumPy file of stimuli, which are shown in their order.");

  private static final Key<Boolean> INDEPENDENT =
      Key.withDefault(
          "independent",
          Type.FLAG,
          false,
          "Whether the values of a stimulus are independent; tests of smoothed maps and covariance"
              + " require it.");

  static final Option<StimulusKind> OPTION =
      Option.of("recorded", RecordedKind.class, "Recorded", "stimuli of a file", FILE, INDEPENDENT);

  @Override
  public String words() {
    return "recorded stimuli";
  }

  @Override
  public MapDependence dependence() {
    return independent
        ? MapDependence.NONE
        : MapDependence.because("neighbouring values of recorded stimuli may be correlated");
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    InputFile input =
        new InputFile(FIELD, file, path(sources), "a NumPy file of finite " + Npy.NUMBERS);
    NpyRows rows = NpyRows.open(input);
    requireShape(rows, observer);
    try {
      RecordedStimuli stimuli = input.read(opened -> RecordedStimuli.of(rows));
      requireVariation(stimuli.averaged());
      return PreparedStimulus.drawn(study, stimuli).withDigest(input.read(Digest::of));
    } catch (IllegalArgumentException unusable) {
      throw input.refused(String.valueOf(unusable.getMessage()));
    }
  }

  /** Refuses values whose variances would count as rounding; some may be constant. */
  private void requireVariation(Moments moments) {
    double[] variance = moments.variance();
    int widest = 0;
    for (int i = 1; i < variance.length; i++) {
      widest = variance[i] > variance[widest] ? i : widest;
    }
    if (variance[widest] == 0) {
      throw new InvalidInputException(
          FIELD, file + ", whose stimuli are all equal", "a file of different stimuli");
    }
    double deviation = Math.sqrt(variance[widest]);
    if (variance[widest] < Variances.MIN_VARIANCE
        && deviation > ROUNDING * Math.abs(moments.mean()[widest])) {
      throw new IllegalArgumentException(
          ("a file whose values have a standard deviation of at most %.1e; multiply them by a"
                  + " constant, so that it is about 1")
              .formatted(deviation));
    }
  }

  private Path path(StimulusSources sources) {
    try {
      return sources.file(file);
    } catch (InvalidInputException elsewhere) {
      throw new InvalidInputException(FIELD, elsewhere.value(), elsewhere.expected());
    }
  }

  private void requireShape(NpyRows rows, ObserverDescription observer) {
    int[] input = {observer.planes(), observer.height(), observer.width()};
    int[] row = Arrays.copyOfRange(rows.shape(), 1, rows.shape().length);
    boolean isPlane = observer.planes() == 1 && Arrays.equals(row, 0, row.length, input, 1, 3);
    if (!Arrays.equals(row, input) && !isPlane) {
      throw new InvalidInputException(
          FIELD,
          "%s, an array of %s".formatted(file, rows),
          "an array of trials x %d x %d x %d, the input of %s"
              .formatted(input[0], input[1], input[2], observer.name()));
    }
  }
}
