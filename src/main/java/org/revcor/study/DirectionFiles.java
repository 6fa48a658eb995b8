package org.revcor.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.revcor.WholeFile;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;

/** Directions that an analysis found, as an array and as a picture. */
final class DirectionFiles {
  private final StudyView study;
  private final int channels;
  private final List<Direction> directions = new ArrayList<>();

  private record Direction(int channel, int place, String label, double size, float[] values) {}

  /**
   * @param channels number of channels that were looked at
   */
  DirectionFiles(StudyView study, int channels) {
    this.study = study;
    this.channels = channels;
  }

  /**
   * Adds one.
   *
   * @param channel index among the channels that were looked at
   * @param place among the directions of the channel
   * @param label of the picture
   * @param size number under the label
   * @param values those of a map
   */
  void add(int channel, int place, String label, double size, float[] values) {
    directions.add(new Direction(channel, place, label, size, values));
  }

  /**
   * Writes both; no picture if there is nothing to draw.
   *
   * @param array name of the array: channels x most directions x planes x rows x columns, NaN
   *     beyond those of a channel
   * @param picture name of the picture
   */
  void write(Path folder, String array, String picture) throws IOException {
    int most = directions.stream().mapToInt(each -> each.place() + 1).max().orElse(0);
    int planes = study.shape().get(0);
    int height = study.shape().get(1);
    int width = study.shape().get(2);
    int values = planes * height * width;
    float[] all = new float[channels * most * values];
    Arrays.fill(all, Float.NaN);
    for (Direction each : directions) {
      int at = (each.channel() * most + each.place()) * values;
      System.arraycopy(each.values(), 0, all, at, values);
    }
    WholeFile.write(folder.resolve(array), Npy.floats(all, channels, most, planes, height, width));
    if (directions.isEmpty()) {
      Files.deleteIfExists(folder.resolve(picture));
      return;
    }
    WholeFile.write(
        folder.resolve(picture),
        MapPicture.sheet(
            new StudyMaps(
                MapView.MAP,
                Estimand.CLASS_MAP,
                study.trials(),
                planes,
                height,
                width,
                directions.stream().map(Direction::label).toList(),
                List.of(),
                directions.stream().mapToDouble(Direction::size).toArray(),
                directions.stream().map(Direction::values).toArray(float[][]::new))));
  }
}
