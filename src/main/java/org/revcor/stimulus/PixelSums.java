package org.revcor.stimulus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.revcor.dataset.Images;

/**
 * Sums over images of a plane's pixels and of their products.
 *
 * <p>The sums are exact, independent of order and threads. Pixels are integers up to 255. So
 * products of up to 256 images sum to less than 2²⁴ in float32. The products of all images sum to
 * less than 2⁵³ in double precision.
 */
final class PixelSums {
  /** Images per block; a multiple of {@link #AT_ONCE}. */
  private static final int BLOCK = 128;

  private static final int AT_ONCE = 4;

  static final int CHUNK = 1024;

  private static final double WHITE = 255;

  private final int size;
  private final double[] sums;

  /** Upper triangle, row by row. */
  private final double[] products;

  private final float[][] block;
  private final float[] row;

  PixelSums(int size) {
    this.size = size;
    sums = new double[size];
    products = new double[size * size];
    block = new float[BLOCK][size];
    row = new float[size];
  }

  static PixelSums of(Images sample, int plane, ExecutorService threads, FitListener listener) {
    listener.begin("covariance", plane + 1, sample.planes());
    int chunks = Math.ceilDiv(sample.size(), CHUNK);
    List<PixelSums> sums =
        Chunks.each(
            threads,
            chunks,
            () -> new PixelSums(sample.plane()),
            (own, chunk) ->
                own.add(sample, plane, chunk * CHUNK, Math.min(sample.size(), (chunk + 1) * CHUNK)),
            listener::requireNotStopped);
    PixelSums all = sums.removeFirst();
    sums.forEach(all::add);
    return all;
  }

  void add(Images sample, int plane, int first, int last) {
    for (int from = first; from < last; from += BLOCK) {
      read(sample, plane, from, Math.min(last, from + BLOCK));
      addBlock();
    }
  }

  /** Copies pixels as floats and adds them to the sums. Unused rows are black and add 0. */
  private void read(Images sample, int plane, int from, int to) {
    for (int t = 0; t < BLOCK; t++) {
      for (int i = 0; i < size; i++) {
        float pixel = from + t < to ? sample.pixel(from + t, plane, i) : 0;
        block[t][i] = pixel;
        sums[i] += pixel;
      }
    }
  }

  private void addBlock() {
    for (int i = 0; i < size; i++) {
      Arrays.fill(row, i, size, 0);
      for (int t = 0; t < BLOCK; t += AT_ONCE) {
        addRows(i, block[t], block[t + 1], block[t + 2], block[t + 3]);
      }
      for (int j = i; j < size; j++) {
        products[i * size + j] += row[j];
      }
    }
  }

  private void addRows(int i, float[] a, float[] b, float[] c, float[] d) {
    float ai = a[i];
    float bi = b[i];
    float ci = c[i];
    float di = d[i];
    if (ai == 0 && bi == 0 && ci == 0 && di == 0) {
      return;
    }
    for (int j = i; j < size; j++) {
      row[j] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
    }
  }

  void add(PixelSums other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int i = 0; i < products.length; i++) {
      products[i] += other.products[i];
    }
  }

  /** Returns the mean of each pixel over n images; white is 1. */
  double[] mean(int n) {
    double[] mean = new double[size];
    for (int i = 0; i < size; i++) {
      mean[i] = sums[i] / (n * WHITE);
    }
    return mean;
  }

  /** Returns the covariance of the pixels over n images, divisor n - 1; white is 1. */
  DMatrixRMaj covariance(int n) {
    DMatrixRMaj covariance = new DMatrixRMaj(size, size);
    double divisor = WHITE * WHITE * n * (n - 1.0);
    for (int i = 0; i < size; i++) {
      long sum = (long) sums[i];
      for (int j = i; j < size; j++) {
        long other = (long) sums[j];
        long product = (long) products[i * size + j];
        long centred = n * product - sum * other;
        covariance.set(i, j, centred / divisor);
        covariance.set(j, i, centred / divisor);
      }
    }
    return covariance;
  }

  /**
   * Processes chunks of work on several threads.
   *
   * <p>A chunk is added to any free sum, so sums must not depend on the order: integers, minima or
   * maxima.
   */
  static final class Chunks {
    private Chunks() {}

    /**
     * Processes all chunks.
     *
     * @param sum creates an empty sum
     * @param work adds a chunk, given by its index from 0, to a sum
     * @param done runs on the calling thread after every chunk; its exceptions end the work
     * @return partial sums that the caller must add up, at most one per thread
     */
    static <S> List<S> each(
        ExecutorService threads,
        int chunks,
        Supplier<S> sum,
        ObjIntConsumer<S> work,
        Runnable done) {
      Queue<S> free = new ConcurrentLinkedQueue<>();
      CompletionService<Boolean> ended = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < chunks; i++) {
        int chunk = i;
        ended.submit(
            () -> {
              S taken = free.poll();
              S own = taken == null ? sum.get() : taken;
              work.accept(own, chunk);
              free.add(own);
            },
            true);
      }
      for (int i = 0; i < chunks; i++) {
        await(ended);
        done.run();
      }
      return new ArrayList<>(free);
    }

    private static void await(CompletionService<Boolean> done) {
      try {
        done.take().get();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
    }
  }
}
