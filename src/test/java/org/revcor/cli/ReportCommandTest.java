package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Digest;

final class ReportCommandTest {
  @TempDir private Path folder;

  private Path study(String name) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study { name = "%s", seed = 3, observer { model = mnist-logistic }
              stimulus { kind = white-noise, law = uniform }, readout { kind = label }
              block-size = 100, stop { max-trials = 1000 } }
            """
                .formatted(name));
    Path out = folder.resolve("run");
    CommandRun.of("run", file.toString(), "--out", out.toString(), "--quiet").exited(0);
    return out;
  }

  @Test
  void aReportHasMethodsMapsStatisticsAndDigests() throws IOException {
    Path out = study("a < b & c");

    assertThat(CommandRun.of("report", out.toString()).exited(0).out())
        .contains("wrote " + out.resolve("report.html"));
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains(
            "<h1>a &lt; b &amp; c</h1>",
            "1 x 28 x 28 values, scale unit, output logits) was shown 1,000 stimuli: kind ="
                + " white-noise")
        .contains(
            "seed 3.", "10 looks", "class-map", "<th>effective trials", "&quot;max-trials&quot;")
        .contains("<td>maps.npy<td>" + Digest.of(out.resolve("maps.npy")))
        .containsPattern("<td>reliability (below|at least) 0.95")
        .doesNotContain("http://", "https://", "<td>reached", "<td>short");
    List<Integer> widths = new ArrayList<>();
    Matcher images = Pattern.compile("data:image/png;base64,([^']+)'").matcher(page);
    while (images.find()) {
      byte[] png = Base64.getDecoder().decode(images.group(1));
      widths.add(ImageIO.read(new ByteArrayInputStream(png)).getWidth());
    }
    assertThat(widths).containsExactly(1208, 1208, 1208);
  }

  @Test
  void damagedResultsAreNamed() throws IOException {
    Path out = study("damaged");
    Files.write(out.resolve("counts.npy"), new byte[10]);

    assertThat(CommandRun.of("report", out.toString()).exited(1).err())
        .contains("counts.npy", "damaged");
    assertThat(out.resolve("report.html")).doesNotExist();
  }
}
