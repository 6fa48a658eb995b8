package org.revcor.analysis;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.dataset.Images;
import org.revcor.dataset.Resampling;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law;

/**
 * A numbered sequence of stimuli. Each is created when it is needed, on any thread, and always has
 * the same values.
 */
public interface Stimuli {
  int size();

  /**
   * Writes a stimulus as planes x rows x columns.
   *
   * @param index from 0 to {@link #size()} - 1
   * @param into receives the values from {@code offset} on
   */
  void put(int index, float[] into, int offset);

  /** Writes a stimulus, see {@link #put}. */
  @FunctionalInterface
  interface Writer {
    void put(int index, float[] into, int offset);
  }

  static Stimuli of(int size, Writer writer) {
    return new Stimuli() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public void put(int index, float[] into, int offset) {
        writer.put(index, into, offset);
      }
    };
  }

  /** Returns all images of a data set, in [0,1]. */
  static Stimuli of(Images images) {
    int values = images.values();
    return of(
        images.size(),
        (index, into, offset) -> {
          for (int i = 0; i < values; i++) {
            into[offset + i] = (float) images.light(index * values + i);
          }
        });
  }

  /** Returns the images of a data set with the given numbers, in [0,1]. */
  static Stimuli of(Images images, int[] numbers) {
    return some(of(images), numbers);
  }

  static Stimuli of(float[][] arrays) {
    return of(
        arrays.length,
        (index, into, offset) ->
            System.arraycopy(arrays[index], 0, into, offset, arrays[index].length));
  }

  /**
   * Returns images of another size than an observer's as it sees them.
   *
   * @param images one row of planes x height x width values each
   */
  static Stimuli resized(float[][] images, int height, int width, ObserverDescription observer) {
    return of(
        images.length,
        (index, into, offset) -> {
          float[] image =
              Resampling.resized(images[index], height, width, observer.height(), observer.width());
          System.arraycopy(image, 0, into, offset, image.length);
        });
  }

  static Stimuli some(Stimuli all, int[] numbers) {
    return of(numbers.length, (index, into, offset) -> all.put(numbers[index], into, offset));
  }

  /** White noise stimuli. */
  record NoiseStimuli(Law law, int values, int size, long seed) implements Stimuli {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATOR =
        RandomGeneratorFactory.of("L64X128MixRandom");
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    @Override
    public void put(int index, float[] into, int offset) {
      System.arraycopy(noise(law, values, seed, index), 0, into, offset, values);
    }

    /** Returns the noise of one stimulus, which depends on the seed and its number only. */
    public static float[] noise(Law law, int values, long seed, int number) {
      float[] noise = new float[values];
      law.fill(GENERATOR.create(GOLDEN * seed + number), noise, values);
      return noise;
    }
  }
}
