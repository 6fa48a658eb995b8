package org.revcor.inference.calibration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.revcor.inference.MemoryShortageException;
import org.revcor.inference.calibration.Calibration.Measured;

/**
 * Searches for the fastest batch size, and then for the fastest number of lanes.
 *
 * <p>The first search tries the batch sizes that half a block can be cut into, on all lanes. The
 * second tries fewer lanes with the batch size found. Choices are measured in turn in several
 * rounds, so that a temporary disturbance affects all of them. Of the choices whose median is
 * within the noise of the best, the smallest is chosen: it takes the least memory.
 *
 * @param time after which no further round begins; at least three rounds are measured
 */
public record CalibrationSearch(Speed speed, Duration time) {
  /** Numbers of batches to try, in halves of the smallest possible number of batches. */
  private static final int[] CUTS = {2, 3, 4, 6, 8, 12, 16, 24, 32};

  private static final int MIN_ROUNDS = 3;
  private static final int MAX_ROUNDS = 7;

  /** Relative difference in speed that is not worth more memory. */
  private static final double MIN_NOISE = 0.02;

  /** Measures the speed of one choice. */
  @FunctionalInterface
  public interface Speed {
    /**
     * Returns trials per second.
     *
     * @throws RuntimeException any failure of the engine, also if a batch does not fit in memory
     */
    double trialsPerSecond(int batchSize, int lanes);
  }

  /**
   * The result of a search.
   *
   * @param tried all measurements, in the order of the search
   */
  public record Found(Measured best, List<Measured> tried) {}

  /**
   * Returns the batch sizes to try, ascending.
   *
   * @param half trials of half a block
   * @param max largest batch size
   */
  public static List<Integer> batchSizes(int half, int max) {
    NavigableSet<Integer> sizes = new TreeSet<>();
    int minBatches = Math.ceilDiv(half, max);
    for (int cut : CUTS) {
      sizes.add(Math.ceilDiv(half, Math.ceilDiv(minBatches * cut, 2)));
    }
    return List.copyOf(sizes);
  }

  /**
   * Returns the numbers of lanes to try, ascending: all lanes, and repeated halves.
   *
   * @param all number of cores
   */
  public static List<Integer> lanes(int all) {
    NavigableSet<Integer> lanes = new TreeSet<>();
    for (int count = all; count >= 1; count /= 2) {
      lanes.add(count);
    }
    return List.copyOf(lanes);
  }

  /**
   * Measures all choices and returns the best.
   *
   * @param sizes batch sizes, ascending
   * @param lanes numbers of lanes, ascending
   * @throws RuntimeException a failure of a measurement; a batch that does not fit in memory is
   *     skipped, unless it is the last
   */
  public Found search(List<Integer> sizes, List<Integer> lanes) {
    int all = lanes.getLast();
    List<Measured> ofSizes = measure(sizes, size -> new Choice(size, all));
    Measured size = smallest(ofSizes, Comparator.comparingInt(Measured::batchSize));
    List<Measured> tried = new ArrayList<>(ofSizes);
    if (lanes.size() == 1) {
      return new Found(size, tried);
    }
    List<Measured> ofLanes = measure(lanes, count -> new Choice(size.batchSize(), count));
    tried.addAll(ofLanes);
    return new Found(smallest(ofLanes, Comparator.comparingInt(Measured::lanes)), tried);
  }

  private record Choice(int batchSize, int lanes) {}

  private List<Measured> measure(List<Integer> values, IntFunction<Choice> choice) {
    Map<Choice, List<Double>> rounds = new LinkedHashMap<>();
    values.forEach(value -> rounds.put(choice.apply(value), new ArrayList<>()));
    long end = System.nanoTime() + time.toNanos() / 2;
    for (int round = 0;
        round < MAX_ROUNDS && (round < MIN_ROUNDS || System.nanoTime() - end < 0);
        round++) {
      for (Choice each : List.copyOf(rounds.keySet())) {
        try {
          double measured = speed.trialsPerSecond(each.batchSize(), each.lanes());
          Objects.requireNonNull(rounds.get(each)).add(measured);
        } catch (RuntimeException | OutOfMemoryError e) {
          if (!MemoryShortageException.isBehind(e) || rounds.size() == 1) {
            throw e;
          }
          rounds.remove(each);
        }
      }
    }
    return rounds.entrySet().stream()
        .map(
            each -> measured(each.getKey(), each.getValue().stream().mapToDouble(x -> x).toArray()))
        .toList();
  }

  private static Measured measured(Choice choice, double[] speeds) {
    double median = median(speeds);
    double[] distances = new double[speeds.length];
    for (int i = 0; i < speeds.length; i++) {
      distances[i] = Math.abs(speeds[i] - median);
    }
    return new Measured(choice.batchSize(), choice.lanes(), median, median(distances));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static Measured smallest(List<Measured> tried, Comparator<Measured> bySize) {
    Measured best =
        tried.stream().max(Comparator.comparingDouble(Measured::trialsPerSecond)).orElseThrow();
    double noise = Math.max(best.spread(), MIN_NOISE * best.trialsPerSecond());
    return tried.stream()
        .filter(each -> each.trialsPerSecond() >= best.trialsPerSecond() - noise)
        .min(bySize)
        .orElseThrow();
  }
}
