package org.revcor.analysis;

import org.revcor.dataset.Pictures;

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

  /** Some pictures of a data set, in [0,1]. */
  static Stimuli of(Pictures pictures, int[] numbers) {
    return new Stimuli() {
      @Override
      public int size() {
        return numbers.length;
      }

      @Override
      public void put(int index, float[] into, int offset) {
        int from = numbers[index] * pictures.values();
        for (int i = 0; i < pictures.values(); i++) {
          into[offset + i] = (pictures.pixels()[from + i] & 0xff) / 255f;
        }
      }
    };
  }

  /** All pictures of a data set, in [0,1]. */
  static Stimuli of(Pictures pictures) {
    int[] all = new int[pictures.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return of(pictures, all);
  }

  /** Arrays as they are. */
  static Stimuli of(float[][] arrays) {
    return new Stimuli() {
      @Override
      public int size() {
        return arrays.length;
      }

      @Override
      public void put(int index, float[] into, int offset) {
        System.arraycopy(arrays[index], 0, into, offset, arrays[index].length);
      }
    };
  }

  /** Some of other stimuli, by their numbers. */
  static Stimuli some(Stimuli of, int[] numbers) {
    return new Stimuli() {
      @Override
      public int size() {
        return numbers.length;
      }

      @Override
      public void put(int index, float[] into, int offset) {
        of.put(numbers[index], into, offset);
      }
    };
  }
}
