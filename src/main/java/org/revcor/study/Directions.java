package org.revcor.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.WholeFile;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;

/** Directions in the space of maps that were found, as an array and as an image. */
final class Directions {
  private final List<Integer> shape;
  private final long trials;
  private final int channels;
  private final List<Direction> directions = new ArrayList<>();

  private record Direction(int channel, int place, String label, double size, float[] values) {}

  /**
   * None yet.
   *
   * @param shape of a map: planes, rows, columns
   * @param trials trials of the study
   * @param channels number of channels that were looked at
   */
  Directions(List<Integer> shape, long trials, int channels) {
    this.shape = shape;
    this.trials = trials;
    this.channels = channels;
  }

  /**
   * Adds one.
   *
   * @param channel index among the channels that were looked at
   * @param place among the directions of the channel
   * @param label of the image
   * @param size number under the label
   * @param values those of a map
   */
  void add(int channel, int place, String label, double size, float[] values) {
    directions.add(new Direction(channel, place, label, size, values));
  }

  /**
   * The array, channels x most directions of a channel x planes x rows x columns, NaN beyond those
   * of a channel.
   */
  byte[] array() {
    int most = directions.stream().mapToInt(each -> each.place() + 1).max().orElse(0);
    int values = shape.stream().reduce(1, Math::multiplyExact);
    float[] all = new float[channels * most * values];
    Arrays.fill(all, Float.NaN);
    for (Direction each : directions) {
      int at = (each.channel() * most + each.place()) * values;
      System.arraycopy(each.values(), 0, all, at, values);
    }
    return Npy.floats(all, channels, most, shape.get(0), shape.get(1), shape.get(2));
  }

  /** All of them, with their labels and sizes; empty if there is nothing to draw. */
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
                shape.get(0),
                shape.get(1),
                shape.get(2),
                directions.stream().map(Direction::label).toList(),
                List.of(),
                directions.stream().mapToDouble(Direction::size).toArray(),
                directions.stream().map(Direction::values).toArray(float[][]::new))));
  }

  /**
   * Writes both; an earlier image goes if there is nothing to draw.
   *
   * @param array name of the array
   * @param image name of the image
   */
  void write(Path folder, String array, String image) throws IOException {
    WholeFile.write(folder.resolve(array), array());
    Optional<byte[]> drawn = image();
    if (drawn.isPresent()) {
      WholeFile.write(folder.resolve(image), drawn.get());
    } else {
      Files.deleteIfExists(folder.resolve(image));
    }
  }
}
