package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.revcor.InvalidInputException;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.file.Digest;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** The maps of a long study, used as the reference for correlations. */
public final class Reference {
  static final String CORRELATION = "correlation";

  private static final String OPTION = "--reference";
  private static final int DIGITS = 8;

  private final Path folder;
  private final StudySpecification specification;
  private final StudyMaps maps;
  private final String file;

  private Reference(Path folder, StudyView study, StudyMaps maps) {
    this.folder = folder;
    this.specification = StudyFile.of(study.setup().specification());
    this.maps = maps;
    String digest = Digest.of(maps.npy());
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
      Optional<StudyMaps> maps =
          study.isEmpty() ? Optional.empty() : directory.results().maps(study.get(), MapView.MAP);
      if (study.isPresent() && maps.isPresent()) {
        return new Reference(folder, study.get(), maps.get());
      }
    } catch (IOException damaged) {
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
   * @throws InvalidInputException if the study has other channels or another map shape
   */
  public void requireComparable(String title, StudyOutline study) {
    StudyOutline own = new StudyOutline(maps.names(), maps.shape());
    if (!study.equals(own)) {
      throw new InvalidInputException(
          OPTION,
          "%s, which has %s".formatted(folder, describe(own)),
          "a study of the same channels and shape as %s, which has %s"
              .formatted(title, describe(study)));
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

  private static String describe(StudyOutline study) {
    List<Integer> shape = study.shape();
    return "%d maps of %d x %d x %d (%s%s)"
        .formatted(
            study.channels().size(),
            shape.get(0),
            shape.get(1),
            shape.get(2),
            study.channels().getFirst(),
            study.channels().size() > 1 ? ", ..." : "");
  }

  /**
   * Returns the correlation over pixels of each map with that of the reference; NaN if either is
   * constant or undefined.
   */
  public double[] correlations(float[][] others) {
    double[] correlations = new double[others.length];
    for (int i = 0; i < others.length; i++) {
      correlations[i] = Reliability.correlation(others[i], maps.maps()[i]);
    }
    return correlations;
  }

  /**
   * Returns the same for the last maps of a study; NaN for all if it left none.
   *
   * @throws IOException if they cannot be read
   */
  public double[] correlations(RunDirectory directory, StudyView study) throws IOException {
    Optional<StudyMaps> others = directory.results().maps(study, MapView.MAP);
    return others.isPresent()
        ? correlations(others.get().maps())
        : DoubleStream.generate(() -> Double.NaN).limit(study.channels().size()).toArray();
  }

  public record StudyOutline(List<String> channels, List<Integer> shape) {}
}
