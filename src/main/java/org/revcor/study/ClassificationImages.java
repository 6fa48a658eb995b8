package org.revcor.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.estimate.MapView;
import org.revcor.lane.Protocol;

/**
 * Classification images of two signals from the four cells of signal and answer: by Eq 1 of the
 * paper (after Ahumada), {@code (n̄¹² + n̄²²) - (n̄¹¹ + n̄²¹)}, with n̄ᵃᵇ the mean noise of the
 * trials that showed a and were answered b, and by its Eq 2, which weighs the cells by their
 * trials. What all cells are centred on cancels.
 *
 * <p>The cells share no trials, so the squares of their errors add up. An image is not defined
 * while one of its cells is empty.
 */
public final class ClassificationImages {
  private ClassificationImages() {}

  /** Makes an image of four cells: those answered b when a and b were shown, then those as a. */
  @FunctionalInterface
  private interface Composition {
    float[] image(Cells table, int[] added, int[] taken);
  }

  /**
   * The images of every two signals that are answers as well.
   *
   * @param cells one view of the maps of all cells
   * @return the same view of the images, called {@code 1 to 7}, each with the trials of its four
   *     cells; empty if the study is not split by signals, no two of them are answers, or the view
   *     is {@link MapView#Z}
   */
  public static Optional<StudyMaps> of(StudyMaps cells) {
    return images(cells, Cells::image);
  }

  /**
   * The correlation of noise and answer, pixel by pixel, over the trials of the same four cells,
   * whichever signal was shown (Eq 2). With p the share of answers b it is {@code √(p(1-p)) (n̄*ᵇ -
   * n̄*ᵃ)/σ}.
   *
   * @param cells one view of the maps of all cells
   * @param deviation standard deviation σ of a pixel of the noise
   * @return as {@link #of}; NaN while an answer never occurs
   */
  public static Optional<StudyMaps> correlations(StudyMaps cells, double deviation) {
    return images(cells, (table, added, taken) -> table.correlation(added, taken, deviation));
  }

  private static Optional<StudyMaps> images(StudyMaps cells, Composition composition) {
    List<String> signals = cells.signals();
    if (signals.isEmpty() || cells.view() == MapView.Z) {
      return Optional.empty();
    }
    Cells table = new Cells(cells, cells.names().size() / signals.size());
    List<String> names = new ArrayList<>();
    List<Double> counts = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    for (int a = 0; a < signals.size(); a++) {
      int asA = table.response(signals.get(a), a);
      for (int b = a + 1; b < signals.size(); b++) {
        int asB = table.response(signals.get(b), b);
        if (asA >= 0 && asB >= 0) {
          int[] added = {table.cell(a, asB), table.cell(b, asB)};
          int[] taken = {table.cell(a, asA), table.cell(b, asA)};
          names.add(signals.get(a) + " to " + signals.get(b));
          counts.add(table.count(added) + table.count(taken));
          images.add(composition.image(table, added, taken));
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
  private record Cells(StudyMaps maps, int responses) {
    int cell(int signal, int response) {
      return signal * responses + response;
    }

    /** Index of the answer that is called as the signal; -1 if there is none. */
    int response(String name, int signal) {
      String wanted = Protocol.cell(name, name);
      List<String> ofSignal = maps.names().subList(cell(signal, 0), cell(signal, 0) + responses);
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

    float[] correlation(int[] added, int[] taken, double deviation) {
      double of = count(added);
      double others = count(taken);
      double scale = Math.sqrt(of * others) / (of + others) / deviation;
      float[] image = new float[maps.values()];
      for (int i = 0; i < image.length; i++) {
        double a = pooled(added, i);
        double b = pooled(taken, i);
        image[i] = (float) (scale * (maps.view() == MapView.ERROR ? Math.hypot(a, b) : a - b));
      }
      return image;
    }

    /** Of the trials of two cells together; an empty one counts for nothing. */
    private double pooled(int[] cells, int pixel) {
      double sum = 0;
      double trials = count(cells);
      for (int cell : cells) {
        double weight = maps.counts()[cell] / trials;
        double value = weight * maps.maps()[cell][pixel];
        if (weight != 0) {
          sum += maps.view() == MapView.ERROR ? square(value) : value;
        }
      }
      return maps.view() == MapView.ERROR ? Math.sqrt(sum) : sum;
    }

    private static double square(double value) {
      return value * value;
    }
  }
}
