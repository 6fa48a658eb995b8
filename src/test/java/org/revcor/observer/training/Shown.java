package org.revcor.observer.training;

import java.util.Arrays;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;

/** Images of the shipped MNIST test set. */
public final class Shown {
  private Shown() {}

  /** Returns images {@code from} to {@code to - 1}. */
  public static Images images(int from, int to) {
    Images all = DataSets.shippedTest("mnist").orElseThrow();
    return new Images(
        all.name(),
        all.planes(),
        all.height(),
        all.width(),
        all.classes(),
        Arrays.copyOfRange(all.pixels(), from * all.values(), to * all.values()),
        Arrays.copyOfRange(all.labels(), from, to));
  }

  /** Returns the same digits in colour, centred in 32 x 32 (the size of CIFAR-10). */
  public static Images coloured(int from, int to) {
    Images grey = images(from, to);
    int side = 32;
    int margin = (side - grey.width()) / 2;
    byte[] pixels = new byte[grey.size() * 3 * side * side];
    for (int i = 0; i < grey.size(); i++) {
      for (int row = 0; row < grey.height(); row++) {
        for (int column = 0; column < grey.width(); column++) {
          byte value = grey.pixels()[i * grey.values() + row * grey.width() + column];
          int position = (row + margin) * side + column + margin;
          pixels[i * 3 * side * side + position] = value;
          pixels[(i * 3 + 1) * side * side + position] = (byte) ((value & 0xff) / 2);
        }
      }
    }
    return new Images("coloured", 3, side, side, grey.classes(), pixels, grey.labels());
  }
}
