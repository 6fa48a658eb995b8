package org.revcor.study.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.inference.Protocol;

/**
 * Classification images of two signals from the four cells of signal and response. By Eq 1 of the
 * paper (after Ahumada) an image is {@code (n̄¹² + n̄²²) - (n̄¹¹ + n̄²¹)}. Here n̄ᵃᵇ is the mean
 * noise of trials with signal a and response b. Eq 2 weights the cells by their trials. The centre
 * of all cells cancels.
 *
 * <p>The cells share no trials, so the squares of the errors of their means add up. Those of a cell
 * with n of N trials are {@code 1/(1 - n/N)} times as large as those of its map, if that is centred
 * on the mean of all trials. An image is undefined while one of its cells is empty.
 */
public final class ClassificationImages {
  private ClassificationImages() {}

  /**
   * Computes an image from four cells: those with response b to signals a and b, less those with
   * response a.
   */
  @FunctionalInterface
  private interface Composition {
    float[] image(Cells table, int[] added, int[] subtracted);
  }

  /**
   * Returns the images of every two signals that are also responses.
   *
   * @return the same view of the images, named {@code 1 to 7}, each with the trials of its four
   *     cells; empty if the study is not split by signals, no two of them are responses, or the
   *     view is {@link MapView#Z}
   */
  public static Optional<StudyMaps> of(StudyMaps cells) {
    return images(cells, Cells::image);
  }

  /**
   * Returns the correlation of noise and response, pixel by pixel, over the trials of the same four
   * cells, whichever signal was shown (Eq 2). With p the share of responses b it is {@code
   * √(p(1-p)) (n̄*ᵇ - n̄*ᵃ)/σ}.
   *
   * @param deviation standard deviation σ of a pixel of the noise
   * @return as {@link #of}; NaN while a response never occurs
   */
  public static Optional<StudyMaps> correlations(StudyMaps cells, double deviation) {
    return images(
        cells, (table, added, subtracted) -> table.correlation(added, subtracted, deviation));
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
          int[] subtracted = {table.cell(a, asA), table.cell(b, asA)};
          names.add(signals.get(a) + " to " + signals.get(b));
          counts.add(table.count(added) + table.count(subtracted));
          images.add(composition.image(table, added, subtracted));
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
                cells.shape(),
                names,
                List.of(),
                counts.stream().mapToDouble(Double::doubleValue).toArray(),
                images.toArray(float[][]::new)));
  }

  private record Cells(StudyMaps maps, int responses) {
    int cell(int signal, int response) {
      return signal * responses + response;
    }

    int response(String name, int signal) {
      String cellName = Protocol.cell(name, name);
      List<String> ofSignal = maps.names().subList(cell(signal, 0), cell(signal, 0) + responses);
      return ofSignal.indexOf(cellName);
    }

    double count(int[] cells) {
      return maps.counts()[cells[0]] + maps.counts()[cells[1]];
    }

    float[] image(int[] added, int[] subtracted) {
      float[] image = new float[maps.values()];
      for (int i = 0; i < image.length; i++) {
        if (maps.view() == MapView.ERROR) {
          double ofAdded = squaredError(added[0], i) + squaredError(added[1], i);
          double ofSubtracted = squaredError(subtracted[0], i) + squaredError(subtracted[1], i);
          image[i] = (float) Math.sqrt(ofAdded + ofSubtracted);
        } else {
          float a = maps.maps()[added[0]][i];
          float b = maps.maps()[added[1]][i];
          image[i] = a + b - (maps.maps()[subtracted[0]][i] + maps.maps()[subtracted[1]][i]);
        }
      }
      return image;
    }

    float[] correlation(int[] added, int[] subtracted, double deviation) {
      double of = count(added);
      double others = count(subtracted);
      double scale = Math.sqrt(of * others) / (of + others) / deviation;
      float[] image = new float[maps.values()];
      for (int i = 0; i < image.length; i++) {
        double a = pooled(added, i);
        double b = pooled(subtracted, i);
        image[i] = (float) (scale * (maps.view() == MapView.ERROR ? Math.hypot(a, b) : a - b));
      }
      return image;
    }

    /**
     * Returns the value over the trials of two cells together; an empty cell does not contribute.
     */
    private double pooled(int[] cells, int pixel) {
      double sum = 0;
      double trials = count(cells);
      for (int cell : cells) {
        double weight = maps.counts()[cell] / trials;
        if (weight != 0) {
          sum +=
              maps.view() == MapView.ERROR
                  ? weight * weight * squaredError(cell, pixel)
                  : weight * maps.maps()[cell][pixel];
        }
      }
      return maps.view() == MapView.ERROR ? Math.sqrt(sum) : sum;
    }

    private double squaredError(int cell, int pixel) {
      double error = maps.maps()[cell][pixel];
      double share =
          maps.estimand() == Estimand.CLASS_MAP ? maps.counts()[cell] / maps.trials() : 0;
      return error * error / (1 - share);
    }
  }
}
