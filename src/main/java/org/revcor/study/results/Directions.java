package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/** Directions in the space of maps, as an array and as an image. */
final class Directions {
  private final List<Integer> shape;
  private final long trials;
  private final int channels;
  private final List<Direction> directions = new ArrayList<>();

  private record Direction(int channel, int place, String label, double size, float[] values) {}

  Directions(List<Integer> shape, long trials, int channels) {
    this.shape = shape;
    this.trials = trials;
    this.channels = channels;
  }

  void add(int channel, int place, String label, double size, float[] values) {
    directions.add(new Direction(channel, place, label, size, values));
  }

  /**
   * Returns an array of channels x maximum number of directions x planes x rows x columns, padded
   * with NaN.
   */
  byte[] array() {
    int maxDirections = directions.stream().mapToInt(each -> each.place() + 1).max().orElse(0);
    int values = shape.stream().reduce(1, Math::multiplyExact);
    float[] all = new float[channels * maxDirections * values];
    Arrays.fill(all, Float.NaN);
    for (Direction each : directions) {
      int at = (each.channel() * maxDirections + each.place()) * values;
      System.arraycopy(each.values(), 0, all, at, values);
    }
    return Npy.floats(all, channels, maxDirections, shape.get(0), shape.get(1), shape.get(2));
  }

  /** Returns an image of all directions with labels and sizes; empty if there are none. */
  Optional<byte[]> image() {
    if (directions.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        MapImage.sheet(
            new StudyMaps(
                MapView.MAP,
                Estimand.CLASS_MAP,
                trials,
                shape,
                directions.stream().map(Direction::label).toList(),
                List.of(),
                directions.stream().mapToDouble(Direction::size).toArray(),
                directions.stream().map(Direction::values).toArray(float[][]::new))));
  }

  /**
   * Writes a result as JSON, the array and the image into the folder of a study. Without directions
   * it deletes an earlier image.
   *
   * @throws org.revcor.InvalidInputException if a file cannot be written
   */
  void write(EndedStudy study, Object result, Artefact json, Artefact array, Artefact image) {
    try {
      WholeFile.write(study.folder().resolve(json.fileName()), Json.bytes(result));
      WholeFile.write(study.folder().resolve(array.fileName()), array());
      Optional<byte[]> drawn = image();
      if (drawn.isPresent()) {
        WholeFile.write(study.folder().resolve(image.fileName()), drawn.get());
      } else {
        Files.deleteIfExists(study.folder().resolve(image.fileName()));
      }
    } catch (IOException e) {
      throw study.unusable(e, "cannot be written");
    }
  }
}
