package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;

class MapImageTest {
  private static final int WHITE = 0xffffffff;

  @Test
  void mapHasTheSizeOfItsPixelsAtTheScale() throws IOException {
    BufferedImage image = image(MapImage.png(maps(List.of("a"), 3, 5), 0, 4));
    assertThat(image.getWidth()).isEqualTo(20);
    assertThat(image.getHeight()).isEqualTo(12);
  }

  @Test
  void longNameEndsBeforeTheNextTile() throws IOException {
    BufferedImage sheet = image(MapImage.sheet(maps(List.of("W".repeat(200), " "), 5, 5)));
    int second = 8 + 110 + 8;
    for (int y = 0; y < 8 + 14; y++) {
      for (int x = second; x < sheet.getWidth(); x++) {
        assertThat(sheet.getRGB(x, y)).isEqualTo(WHITE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5",
    "500, 500",
    "500000, 500000",
    "948250, 948250",
    "1234567, 1.23457e+06",
    "1e10, 1.00000e+10",
    "12.5, 12.5",
    "0.25, 0.25",
    "-30, -30"
  })
  void countsKeepTheirZeros(double count, String text) {
    assertThat(MapImage.count(count)).isEqualTo(text);
  }

  @Test
  void sheetOfLongMapsHasAsManyAsFit() throws IOException {
    BufferedImage sheet = image(MapImage.sheet(maps(names(1_000), 1, 20_000)));
    assertThat((long) sheet.getWidth() * sheet.getHeight()).isBetween(1L << 24, 1L << 25);
  }

  @Test
  void undefinedPixelsAreGreyAndLeaveTheOthersTheirColours() throws IOException {
    StudyMaps blank = maps(List.of("a"), 1, 3);
    System.arraycopy(new float[] {Float.NaN, 1, -1}, 0, blank.maps()[0], 0, 3);

    BufferedImage map = image(MapImage.png(blank, 0, 1));

    assertThat(map.getRGB(0, 0) & 0xffffff).isEqualTo(0xd9d9d9);
    assertThat(map.getRGB(1, 0) & 0xffffff).isEqualTo(0x602204);
    assertThat(map.getRGB(2, 0) & 0xffffff).isEqualTo(0x0d2e6e);
  }

  @Test
  void sheetEndsAfterAThousandMaps() throws IOException {
    BufferedImage thousand = image(MapImage.sheet(maps(names(1_000), 1, 1)));
    BufferedImage more = image(MapImage.sheet(maps(names(2_000), 1, 1)));
    assertThat(more.getHeight()).isEqualTo(thousand.getHeight());
  }

  private static List<String> names(int channels) {
    return Collections.nCopies(channels, "unit");
  }

  private static StudyMaps maps(List<String> names, int height, int width) {
    return new StudyMaps(
        MapView.MAP,
        Estimand.FIRST_ORDER_KERNEL,
        100,
        List.of(1, height, width),
        names,
        List.of(),
        new double[names.size()],
        new float[names.size()][height * width]);
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
