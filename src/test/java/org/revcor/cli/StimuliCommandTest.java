package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StimuliCommandTest {
  @TempDir Path folder;

  /** Four stimuli side by side, black or white; each stimulus pixel is 4 image pixels wide. */
  @Test
  void drawsTheFirstStimuli() throws IOException {
    CommandRun run =
        run("study { observer.model = mnist-cnn, stimulus.law = bernoulli }", "--count", "4");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo("4 stimuli of 1 x 28 x 28 in " + folder.resolve("out/stimuli.png") + "\n");
    BufferedImage sheet = ImageIO.read(folder.resolve("out/stimuli.png").toFile());
    assertThat(sheet.getWidth()).isEqualTo(4 * (4 * 28 + 4) + 4);
    assertThat(sheet.getHeight()).isEqualTo(4 * 28 + 8);
    int white = 0;
    for (int x = 4; x < 4 + 4 * 28; x++) {
      int colour = sheet.getRGB(x, 4) & 0xffffff;
      assertThat(colour).isIn(0, 0xffffff);
      white += colour == 0 ? 0 : 1;
    }
    assertThat(white).isBetween(4 * 5, 4 * 23);
  }

  @Test
  void badCount() throws IOException {
    assertThat(run("study { observer.model = mnist-cnn }", "--count", "0").exited(2).err())
        .isEqualTo("revcor stimuli: --count is 0; it must be a whole number from 1 to 1000\n");
  }

  private CommandRun run(String study, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return CommandRun.of(
        List.of("stimuli", file.toString(), "--out", folder.resolve("out").toString()), options);
  }
}
