package org.revcor.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.estimate.MapView;
import org.revcor.lane.Protocol;

/**
 * Classification images of two signals from the four cells of signal and answer (Eq 1 of the paper,
 * after Ahumada): {@code (n̄¹² + n̄²²) - (n̄¹¹ + n̄²¹)}, with n̄ᵃᵇ the mean noise of the trials
 * that showed a and were answered b. What all cells are centred on cancels.
 *
 * <p>The cells share no trials, so the squares of their errors add up. An image is not defined
 * while one of its cells is empty.
 */
public final class ClassificationImages {
  private ClassificationImages() {}

  /**
   * The images of every two signals that are answers as well.
   *
   * @param cells one view of the maps of all cells
   * @return the same view of the images, called {@code 1 to 7}, each with the trials of its four
   *     cells; empty if the study is not split by signals, no two of them are answers, or the view
   *     is {@link MapView#Z}
   */
  public static Optional<StudyMaps> of(StudyMaps cells) {
    List<String> signals = cells.signals();
    if (signals.isEmpty() || cells.view() == MapView.Z) {
      return Optional.empty();
    }
    Cells table = new Cells(cells, cells.names().size() / signals.size());
    List<String> names = new ArrayList<>();
    List<Double> counts = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    for (int a = 0; a < signals.size(); a++) {
      int asA = table.answer(signals.get(a), a);
      for (int b = a + 1; b < signals.size(); b++) {
        int asB = table.answer(signals.get(b), b);
        if (asA >= 0 && asB >= 0) {
          int[] added = {table.cell(a, asB), table.cell(b, asB)};
          int[] taken = {table.cell(a, asA), table.cell(b, asA)};
          names.add(signals.get(a) + " to " + signals.get(b));
          counts.add(table.count(added) + table.count(taken));
          images.add(table.image(added, taken));
        }
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StudyMaps(
                cells.view(),
                cells.estimand(),
                cells.trials(),
                cells.planes(),
                cells.height(),
                cells.width(),
                names,
                List.of(),
                counts.stream().mapToDouble(Double::doubleValue).toArray(),
                images.toArray(float[][]::new)));
  }

  /**
   * @param answers number of channels of each signal
   */
  private record Cells(StudyMaps maps, int answers) {
    int cell(int signal, int answer) {
      return signal * answers + answer;
    }

    /** Index of the answer that is called as the signal; -1 if there is none. */
    int answer(String name, int signal) {
      String wanted = Protocol.cell(name, name);
      List<String> ofSignal = maps.names().subList(cell(signal, 0), cell(signal, 0) + answers);
      return ofSignal.indexOf(wanted);
    }

    double count(int[] cells) {
      return maps.counts()[cells[0]] + maps.counts()[cells[1]];
    }

    float[] image(int[] added, int[] taken) {
      float[] image = new float[maps.values()];
      for (int i = 0; i < image.length; i++) {
        float a = maps.maps()[added[0]][i];
        float b = maps.maps()[added[1]][i];
        float c = maps.maps()[taken[0]][i];
        float d = maps.maps()[taken[1]][i];
        image[i] =
            maps.view() == MapView.ERROR
                ? (float) Math.sqrt(square(a) + square(b) + square(c) + square(d))
                : a + b - (c + d);
      }
      return image;
    }

    private static double square(double value) {
      return value * value;
    }
  }
}
