package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.file.Digest;
import org.revcor.file.Npy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** The maps of a long study, used as the reference for correlations. */
public final class Reference {
  /** Column name of the correlation in {@link #file}. */
  static final String CORRELATION = "correlation";

  private static final String OPTION = "--reference";
  private static final int DIGITS = 8;

  private final Path folder;
  private final List<String> channels;
  private final List<Integer> shape;
  private final StudySpecification specification;
  private final float[] maps;
  private final String file;

  private Reference(Path folder, StudyView study, byte[] npy) {
    this.folder = folder;
    this.channels = study.channels().stream().map(ChannelView::name).toList();
    this.shape = study.setup().shape();
    this.specification = StudyFile.of(study.setup().specification());
    this.maps = Npy.floats(npy);
    String digest = Digest.of(npy);
    this.file =
        RunDirectory.REFERENCE.formatted(
            digest.substring(digest.indexOf(':') + 1).substring(0, DIGITS));
  }

  /**
   * Reads the maps of a run directory.
   *
   * @throws InvalidInputException if it holds no maps
   */
  public static Reference read(Path folder) {
    RunDirectory directory = new RunDirectory(folder);
    try {
      Optional<StudyView> study = directory.record();
      Optional<byte[]> maps =
          study.isEmpty() ? Optional.empty() : directory.results().npy(MapView.MAP);
      if (study.isPresent() && maps.isPresent()) {
        return new Reference(folder, study.get(), maps.get());
      }
    } catch (IOException | IllegalArgumentException damaged) {
      throw refused(folder + ", whose maps cannot be read");
    }
    throw refused(folder + ", which holds no maps");
  }

  private static InvalidInputException refused(String value) {
    return new InvalidInputException(
        OPTION, value, "the output folder of revcor run --out, with maps");
  }

  /**
   * Returns the name of the file of correlations in a run directory. It depends on the maps of the
   * reference.
   */
  public String file() {
    return file;
  }

  /**
   * Checks that the maps of a study can be compared with the reference.
   *
   * @param title title of the study in messages
   * @throws InvalidInputException if the study has other channels or another map shape
   */
  public void requireComparable(String title, StudyOutline study) {
    if (!study.channels().equals(channels) || !study.shape().equals(shape)) {
      throw new InvalidInputException(
          OPTION,
          "%s, which has %s".formatted(folder, describe(channels, shape)),
          "a study of the same channels and shape as %s, which has %s"
              .formatted(title, describe(study.channels(), study.shape())));
    }
  }

  /**
   * Checks that a study has other trials than the reference. Common trials would raise the
   * correlation of their maps, up to 1.
   *
   * @throws InvalidInputException if it has the same seed, or the same recorded stimuli
   */
  public void requireOtherStimuli(StudySpecification study) {
    if (study.sharesStimuliWith(specification)) {
      throw study.isRecorded()
          ? new InvalidInputException(
              OPTION,
              "%s, which has the recorded stimuli of the study \"%s\""
                  .formatted(folder, study.name()),
              "a study of other stimuli, since common trials raise the correlation")
          : new InvalidInputException(
              OPTION,
              "%s, which has the seed %d of the study \"%s\""
                  .formatted(folder, study.seed(), study.name()),
              "a study with a seed of its own, since common random numbers raise the correlation");
    }
  }

  private static String describe(List<String> channels, List<Integer> shape) {
    return "%d maps of %d x %d x %d (%s%s)"
        .formatted(
            channels.size(),
            shape.get(0),
            shape.get(1),
            shape.get(2),
            channels.getFirst(),
            channels.size() > 1 ? ", ..." : "");
  }

  /**
   * Returns the correlation over pixels of each map with that of the reference; NaN if either is
   * constant or undefined.
   *
   * @param others one row per channel
   */
  public double[] correlations(float[][] others) {
    double[] correlations = new double[others.length];
    for (int i = 0; i < others.length; i++) {
      correlations[i] = Reliability.correlation(others[i], row(maps, i));
    }
    return correlations;
  }

  /**
   * Returns the same for the last maps of a study; NaN for all if it left none.
   *
   * @throws IOException if they cannot be read
   */
  public double[] correlations(RunDirectory directory) throws IOException {
    float[] undefined = new float[maps.length];
    float[] others =
        directory
            .results()
            .read(MapView.MAP)
            .filter(read -> read.length == maps.length)
            .orElse(undefined);
    return correlations(
        IntStream.range(0, channels.size())
            .mapToObj(channel -> row(others, channel))
            .toArray(float[][]::new));
  }

  private float[] row(float[] all, int channel) {
    int values = maps.length / channels.size();
    return Arrays.copyOfRange(all, channel * values, (channel + 1) * values);
  }

  /**
   * The maps of a study.
   *
   * @param channels channel names
   * @param shape planes, rows, columns of a map
   */
  public record StudyOutline(List<String> channels, List<Integer> shape) {
    public StudyOutline {
      channels = List.copyOf(channels);
      shape = List.copyOf(shape);
    }
  }
}
