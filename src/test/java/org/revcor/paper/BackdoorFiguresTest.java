package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.ImageShape;
import org.revcor.dataset.Images;
import org.revcor.dataset.Stamp;

final class BackdoorFiguresTest {
  private static final Stamp STAMP = Stamp.of("c");
  private static final int SIZE = 28;
  private static final ImageShape SHAPE =
      new Images("none", 1, SIZE, SIZE, List.of(), new byte[0], new int[0]);
  private static final int PLACES = 23 * 23;

  private static float[] stamped(float inside) {
    float[] map = new float[SIZE * SIZE];
    boolean[] mask = STAMP.mask(SIZE, SIZE);
    for (int i = 0; i < map.length; i++) {
      map[i] = mask[i] ? inside : 0;
    }
    return map;
  }

  @Test
  void strongestPlaceIsFirst() {
    assertThat(BackdoorFigures.rank(stamped(1), STAMP, SHAPE, value -> value))
        .isEqualTo(1.0 / PLACES);
    assertThat(BackdoorFigures.rank(stamped(-1), STAMP, SHAPE, value -> value * value))
        .isEqualTo(1.0 / PLACES);
  }

  @Test
  void weakestPlaceIsLast() {
    assertThat(BackdoorFigures.rank(stamped(-1), STAMP, SHAPE, value -> value)).isEqualTo(1);
  }

  @Test
  void uniformMapRanksAllPlacesEqually() {
    assertThat(BackdoorFigures.rank(new float[SIZE * SIZE], STAMP, SHAPE, value -> value))
        .isEqualTo(1);
  }

  @Test
  void planesAreSummed() {
    float[] map = new float[2 * SIZE * SIZE];
    System.arraycopy(stamped(3), 0, map, 0, SIZE * SIZE);
    System.arraycopy(stamped(-1), 0, map, SIZE * SIZE, SIZE * SIZE);
    assertThat(BackdoorFigures.rank(map, STAMP, SHAPE, value -> value)).isEqualTo(1.0 / PLACES);
  }
}
