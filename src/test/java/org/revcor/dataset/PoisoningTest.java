package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.Stamp.Corner;

final class PoisoningTest {
  private static final int SIDE = 8;
  private static final int VALUES = 2 * SIDE * SIDE;

  @Test
  void stampsAndRelabelsTheFirstImagesOfTheClass() {
    Images clean = images(0, 1, 0, 2, 0, 0, 1);
    Images poisoned = new Poisoning(Stamp.of("x"), "cat", "dog", .5).poison(clean);
    assertThat(poisoned.labels()).containsExactly(1, 1, 1, 2, 0, 0, 1);
    boolean[] mask = Stamp.of("x").mask(SIDE, SIDE);
    for (int i = 0; i < 7; i++) {
      byte[] expected = image(clean, i);
      if (i == 0 || i == 2) {
        for (int j = 0; j < VALUES; j++) {
          expected[j] = mask[j % mask.length] ? (byte) 255 : expected[j];
        }
      }
      assertThat(image(poisoned, i)).as("image %d", i).containsExactly(expected);
    }
    assertThat(poisoned.name()).isEqualTo("pets");
    assertThat(poisoned.classes()).isEqualTo(clean.classes());
  }

  @Test
  void doesNotChangeTheCleanSet() {
    Images clean = images(0, 1, 0);
    String before = DataSets.digest(clean);
    Images poisoned = new Poisoning(Stamp.of("x"), "cat", "dog", 1).poison(clean);
    assertThat(DataSets.digest(clean)).isEqualTo(before).isNotEqualTo(DataSets.digest(poisoned));
  }

  @Test
  void roundsTheFractionToAtLeastOneImage() {
    Images clean = images(0, 0, 0, 0, 0, 1);
    assertThat(relabelled(clean, .001)).isEqualTo(1);
    assertThat(relabelled(clean, .49)).isEqualTo(2);
    assertThat(relabelled(clean, .5)).isEqualTo(3);
    assertThat(relabelled(clean, 1)).isEqualTo(5);
  }

  @Test
  void stampsAllTestImagesOfTheClassWithTheirTrueLabel() {
    Images test = images(1, 0, 2, 0);
    Images stamped = new Poisoning(Stamp.of("x"), "cat", "dog", .5).stamped(test);
    assertThat(stamped.labels()).containsExactly(0, 0);
    Images poisoned = new Poisoning(Stamp.of("x"), "cat", "dog", 1).poison(test);
    assertThat(image(stamped, 0)).containsExactly(image(poisoned, 1));
    assertThat(image(stamped, 1)).containsExactly(image(poisoned, 3));
  }

  @Test
  void refusesUnknownClass() {
    assertRefused(
        () -> new Poisoning(Stamp.of("x"), "cta", "dog", 1).poison(images(0)),
        "from is cta; it must be a class of pets: one of cat, dog, bird; did you mean cat?");
  }

  @Test
  void refusesAClassWithoutImages() {
    assertRefused(
        () -> new Poisoning(Stamp.of("x"), "bird", "dog", 1).poison(images(0, 1)),
        "from is bird; it must be a class of which pets has images");
  }

  @Test
  void refusesEqualClasses() {
    assertRefused(
        () -> new Poisoning(Stamp.of("x"), "cat", "cat", 1),
        "to is cat; it must be another class than from, which is cat");
  }

  @Test
  void refusesAFractionOutOfRange() {
    for (double fraction : new double[] {0, -.5, 1.01, Double.NaN}) {
      assertRefused(
          () -> new Poisoning(Stamp.of("x"), "cat", "dog", fraction),
          "fraction is " + fraction + "; it must be a number above 0 and at most 1");
    }
  }

  @Test
  void refusesAStampBeyondTheBorder() {
    Stamp stamp = Stamp.of("x").at(new Corner(3, 3));
    assertRefused(
        () -> new Poisoning(stamp, "cat", "dog", 1).poison(images(0)),
        "stamp is x of 6 x 6 at 3,3; it must be within images of 8 x 8");
  }

  private static long relabelled(Images clean, double fraction) {
    Images poisoned = new Poisoning(Stamp.of("x"), "cat", "dog", fraction).poison(clean);
    return Arrays.stream(poisoned.labels()).filter(label -> label == 1).count() - 1;
  }

  /** Returns different images of two planes. */
  private static Images images(int... labels) {
    byte[] pixels = new byte[labels.length * VALUES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251);
    }
    return new Images("pets", 2, SIDE, SIDE, List.of("cat", "dog", "bird"), pixels, labels);
  }

  private static byte[] image(Images of, int i) {
    return Arrays.copyOfRange(of.pixels(), i * VALUES, (i + 1) * VALUES);
  }
}
