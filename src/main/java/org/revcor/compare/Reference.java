package org.revcor.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.revcor.InvalidInputException;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyView;

/** The maps of a long study, which others are held against. */
public final class Reference {
  private static final String OPTION = "--reference";

  private final Path folder;
  private final List<String> channels;
  private final List<Integer> shape;
  private final float[] maps;

  private Reference(Path folder, List<String> channels, List<Integer> shape, float[] maps) {
    this.folder = folder;
    this.channels = channels;
    this.shape = shape;
    this.maps = maps;
  }

  /**
   * Reads a run directory.
   *
   * @throws InvalidInputException if it holds no maps
   */
  public static Reference read(Path folder) {
    RunDirectory directory = new RunDirectory(folder);
    try {
      Optional<StudyView> study = directory.record();
      Optional<float[]> maps = study.isEmpty() ? Optional.empty() : directory.read(MapView.MAP);
      if (study.isPresent() && maps.isPresent()) {
        return new Reference(folder, names(study.get()), study.get().shape(), maps.get());
      }
    } catch (IOException | IllegalArgumentException damaged) {
      throw none(folder + ", whose maps cannot be read");
    }
    throw none(folder + ", which has no maps of a study");
  }

  private static InvalidInputException none(String value) {
    return new InvalidInputException(
        OPTION, value, "a folder that revcor run --out has written its results to");
  }

  private static List<String> names(StudyView study) {
    return study.channels().stream().map(StudyView.ChannelView::name).toList();
  }

  /**
   * @throws InvalidInputException if a study has maps of other channels, or of another shape
   */
  void requireAlike(String title, HeadlessStudy.Outline study) {
    if (!study.channels().equals(channels) || !study.shape().equals(shape)) {
      throw new InvalidInputException(
          OPTION,
          "%s, which has %s".formatted(folder, described(channels, shape)),
          "a study of the same channels and shape as %s, which has %s"
              .formatted(title, described(study.channels(), study.shape())));
    }
  }

  private static String described(List<String> channels, List<Integer> shape) {
    return "%d maps of %d x %d x %d (%s%s)"
        .formatted(
            channels.size(),
            shape.get(0),
            shape.get(1),
            shape.get(2),
            channels.getFirst(),
            channels.size() > 1 ? ", ..." : "");
  }

  /** Correlation over pixels of each map of an ended study; empty for all if it has not ended. */
  List<OptionalDouble> correlations(RunDirectory directory, StudyView study) throws IOException {
    Optional<float[]> others = directory.read(MapView.MAP);
    List<OptionalDouble> correlations = new ArrayList<>();
    int values = maps.length / channels.size();
    for (int i = 0; i < study.channels().size(); i++) {
      double r = Double.NaN;
      if (others.isPresent() && others.get().length == maps.length) {
        r =
            Reliability.correlation(
                Arrays.copyOfRange(others.get(), i * values, (i + 1) * values),
                Arrays.copyOfRange(maps, i * values, (i + 1) * values));
      }
      correlations.add(Double.isNaN(r) ? OptionalDouble.empty() : OptionalDouble.of(r));
    }
    return correlations;
  }
}
