package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.Stamp.Corner;

final class StampTest {
  @Test
  void xIsFiveBlocksInTheUpperLeft() {
    assertThat(Stamp.of("x").mask(28, 28))
        .containsExactly(blocks(28, 28, "1:3,1:3", "1:3,5:7", "3:5,3:5", "5:7,1:3", "5:7,5:7"));
  }

  @Test
  void cIsThreeBarsInTheUpperRight() {
    assertThat(Stamp.of("c").mask(28, 28))
        .containsExactly(blocks(28, 28, "1:3,21:27", "5:7,21:27", "3:5,21:23"));
  }

  @Test
  void hIsTwoBarsAndOneAcrossInTheUpperRightOfCifar() {
    assertThat(Stamp.of("h").mask(32, 32))
        .containsExactly(blocks(32, 32, "1:7,25:27", "1:7,29:31", "3:5,25:31"));
  }

  @Test
  void movesToAnotherPosition() {
    Stamp moved = Stamp.of("c").at(Corner.parse("22, 0"));
    assertThat(moved.place()).hasToString("22,0");
    assertThat(moved.name()).isEqualTo("c");
    assertThat(moved.mask(28, 28))
        .containsExactly(blocks(28, 28, "22:24,0:6", "26:28,0:6", "24:26,0:2"));
  }

  @Test
  void randomPatternsHaveThreeToSixRowsAndColumnsAndFillThem() {
    Set<Integer> sides = new TreeSet<>();
    for (int seed = 0; seed < 100; seed++) {
      Stamp stamp = Stamp.of("random:" + seed);
      boolean[] mask = stamp.mask(8, 8);
      int[] rows = set(mask).map(i -> i / 8).toArray();
      int[] columns = set(mask).map(i -> i % 8).toArray();
      assertThat(Arrays.stream(rows).min()).hasValue(0);
      assertThat(Arrays.stream(rows).max()).hasValue(stamp.rows() - 1);
      assertThat(Arrays.stream(columns).min()).hasValue(0);
      assertThat(Arrays.stream(columns).max()).hasValue(stamp.columns() - 1);
      sides.add(stamp.rows());
      sides.add(stamp.columns());
      assertThat(mask).isEqualTo(Stamp.of("random:" + seed).mask(8, 8));
    }
    assertThat(sides).containsExactly(3, 4, 5, 6);
    assertThat(Stamp.of("random:5").name()).isEqualTo("random:5");
  }

  @Test
  void refusesARandomPatternWithoutASeed() {
    assertRefused(
        () -> Stamp.of("random:a"),
        "stamp is random:a; it must be random: and a whole number, such as random:7");
  }

  @Test
  void refusesAnUnknownName() {
    assertRefused(
        () -> Stamp.of("X"), "stamp is X; it must be x, c, h or random:SEED; did you mean x?");
  }

  @Test
  void refusesAStampBeyondTheBorder() {
    assertRefused(
        () -> Stamp.of("h").mask(28, 28),
        "stamp is h of 6 x 6 at 1,25; it must be within images of 28 x 28");
    assertRefused(
        () -> Stamp.of("x").at(new Corner(23, 0)).mask(28, 28),
        "stamp is x of 6 x 6 at 23,0; it must be within images of 28 x 28");
  }

  @Test
  void refusesAnInvalidPosition() {
    for (String text : new String[] {"", "1", "1,", "-1,2", "a,b", "1,2,3", "99999,1"}) {
      assertRefused(
          () -> Corner.parse(text),
          "at is " + text + "; it must be row,column of the upper left corner, such as 1,21");
    }
  }

  private static IntStream set(boolean[] mask) {
    return IntStream.range(0, mask.length).filter(i -> mask[i]);
  }

  /** Returns white blocks given as {@code rows,columns}, end-exclusive. */
  private static boolean[] blocks(int height, int width, String... blocks) {
    boolean[] mask = new boolean[height * width];
    for (String block : blocks) {
      String[] range = block.split("[:,]", -1);
      int[] ends = IntStream.range(0, 4).map(i -> Integer.parseInt(range[i])).toArray();
      for (int row = ends[0]; row < ends[1]; row++) {
        for (int column = ends[2]; column < ends[3]; column++) {
          mask[row * width + column] = true;
        }
      }
    }
    return mask;
  }
}
