package org.revcor.analysis;

import org.revcor.dataset.Images;

/**
 * What observers are shown, by number. Each is made when it is its turn, on any thread, and is the
 * same whenever it is made.
 */
public interface Stimuli {
  /** Number of stimuli. */
  int size();

  /**
   * Writes a stimulus as planes x rows x columns.
   *
   * @param index from 0 to {@link #size()} - 1
   * @param into takes its values from {@code offset} on
   */
  void put(int index, float[] into, int offset);

  /** Writes a stimulus; as {@link #put}. */
  @FunctionalInterface
  interface Writer {
    void put(int index, float[] into, int offset);
  }

  /** So many stimuli that are written by their numbers. */
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

  /** All images of a data set, in [0,1]. */
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

  /** Some images of a data set, in [0,1]. */
  static Stimuli of(Images images, int[] numbers) {
    return some(of(images), numbers);
  }

  /** Arrays as they are. */
  static Stimuli of(float[][] arrays) {
    return of(
        arrays.length,
        (index, into, offset) ->
            System.arraycopy(arrays[index], 0, into, offset, arrays[index].length));
  }

  /** Some of other stimuli, by their numbers. */
  static Stimuli some(Stimuli of, int[] numbers) {
    return of(numbers.length, (index, into, offset) -> of.put(numbers[index], into, offset));
  }
}
