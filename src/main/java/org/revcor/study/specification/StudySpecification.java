package org.revcor.study.specification;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.GradientSums.ChannelChoice;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.Readout;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Type;

/**
 * The specification of a study. With seed and numeric plan it determines every byte of the results.
 */
public record StudySpecification(
    String name,
    long seed,
    ObserverReference observer,
    Stimuli stimuli,
    Readout readout,
    boolean bySignal,
    Estimation estimation,
    StoppingRule stop,
    Numerics numerics) {

  /**
   * What is shown.
   *
   * @param size size of the stimuli, which are enlarged to the observer's input; empty for its size
   */
  public record Stimuli(StimulusKind kind, Optional<StimulusSize> size, boolean antithetic) {
    /** Independent stimuli of the observer's size. */
    public Stimuli(StimulusKind kind) {
      this(kind, Optional.empty(), false);
    }
  }

  /**
   * How maps are computed from stimuli and responses.
   *
   * @param gradientChannel channel whose gradient is computed in each trial; empty without
   *     gradients
   * @param covariance axes of covariance to compute; empty for none
   * @param ridge share of the mean variance that is added to each variance of the stimuli; empty if
   *     maps are not whitened
   * @param regression options of the estimator regression; empty with the others
   */
  public record Estimation(
      Estimator estimator,
      Optional<ChannelChoice> gradientChannel,
      Conventions conventions,
      Optional<CovarianceSpecification> covariance,
      Optional<Double> ridge,
      Optional<RegressionSpecification> regression) {
    /** Estimates maps without gradient channel, axes of covariance and whitening. */
    public Estimation(Estimator estimator, Conventions conventions) {
      this(
          estimator,
          Optional.empty(),
          conventions,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    public MapEstimator kind() {
      if (ridge.isPresent()) {
        return new AverageEstimator.Whitened(estimator, ridge.get());
      }
      return switch (estimator) {
        case AVERAGE -> new AverageEstimator();
        case GRADIENT -> new GradientEstimator(gradientChannel);
        case REGRESSION -> new RegressionEstimator(regression.orElseThrow());
      };
    }
  }

  /**
   * How trials are grouped.
   *
   * @param blockSize number of trials in a block; empty for the standard size
   * @param batchSize maximum number of trials in a batch; empty for the default of the device
   */
  public record Numerics(Optional<Integer> blockSize, Optional<Integer> batchSize) {
    /** Batches of the standard size. */
    public Numerics(Optional<Integer> blockSize) {
      this(blockSize, Optional.empty());
    }
  }

  /** Returns whether stimuli are recorded ones, which do not depend on the seed. */
  public boolean isRecorded() {
    return stimuli.kind instanceof RecordedKind;
  }

  /**
   * Returns whether the trials of both studies have the same stimuli, or dependent ones: recorded
   * stimuli of the same file, or others of the same seed, which are drawn from the same random
   * numbers under any law.
   */
  public boolean sharesStimuliWith(StudySpecification other) {
    if (stimuli.kind instanceof RecordedKind one
        && other.stimuli.kind instanceof RecordedKind another) {
      return one.file().equals(another.file());
    }
    return !isRecorded() && !other.isRecorded() && seed == other.seed;
  }

  public StudySpecification withSeed(long other) {
    return new StudySpecification(
        name, other, observer, stimuli, readout, bySignal, estimation, stop, numerics);
  }

  /**
   * Returns whether every trial belongs to one combination of signal and response, as
   * classification images require. Trials weighted by the probabilities of all classes do not.
   */
  public boolean hasCells() {
    return bySignal && readout == ClassReadout.LABEL;
  }

  /**
   * Options of a regression.
   *
   * @param ridge share of the mean variance that is added to each variance of the scores
   * @param basis name of the basis; empty for that of the stimuli
   */
  public record RegressionSpecification(double ridge, boolean mirror, Optional<String> basis) {}

  /**
   * The settings of a search for the axes of spike-triggered covariance.
   *
   * @param level probability of axes where none exist
   * @param permutations number of shuffles of the responses for the null distribution; 0 for none
   */
  public record CovarianceSpecification(List<String> channels, double level, int permutations) {
    private static final Key<List<String>> CHANNELS =
        Key.list(
            "channels",
            Type.names(1, "a list of at least one channel name, without repetitions"),
            "all, if ten or fewer",
            "Channels whose axes are searched for.");

    private static final Key<Double> LEVEL =
        Key.withDefault(
            "level",
            Type.number(Double.MIN_VALUE, 0.5, "a number above 0 and at most 0.5"),
            0.01,
            "Probability that a channel without axes shows one.");

    private static final Key<Integer> PERMUTATIONS =
        Key.withDefault(
                "permutations",
                Type.integer(0, 9_999),
                0,
                "How often responses are shuffled, for a p that axes must pass beside z.")
            .unwrittenIf(0);

    static final Keys<CovarianceSpecification> KEYS =
        Keys.ofRecord(CovarianceSpecification.class, CHANNELS, LEVEL, PERMUTATIONS);

    public CovarianceSpecification {
      channels = List.copyOf(channels);
    }
  }

  /** The definition of the reported classification image. The literature has several. */
  public enum Conventions {
    /** Maps centred on the mean of all trials; kernels for readouts without a natural zero. */
    DEFAULT,
    /** {@code Σrx/Σr}, as in the paper. */
    PAPER,
    /**
     * The definition in the published code of the paper's authors: {@code √(Σrx²/Σr)}. Images that
     * are matched with it are min-max scaled.
     */
    AUTHORS
  }

  public static final class DefaultStudyName {
    private DefaultStudyName() {}

    public static String of(ObserverReference observer, Readout readout, StimulusKind stimulus) {
      return readout.ofName() + observer(observer) + " under " + stimulus.words();
    }

    private static String observer(ObserverReference observer) {
      return switch (observer) {
        case ObserverReference.Named named -> named.model();
        case ObserverReference.FromFile file -> String.valueOf(Path.of(file.file()).getFileName());
        case ObserverReference.External external -> ExternalSource.NAME;
        case ObserverReference.Edited edited -> "edited " + observer(edited.original());
      };
    }
  }
}
