package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvergenceTest {
  @TempDir private Path folder;

  private Convergence read(String history, String looks, int channels) throws IOException {
    Path file = Files.writeString(folder.resolve("history.csv"), history);
    Path times = folder.resolve("looks.csv");
    if (!looks.isEmpty()) {
      Files.writeString(times, looks);
    }
    return Convergence.read(file, times, Optional.of(folder.resolve("reference.csv")), channels);
  }

  @Test
  void looksAreReadWithTheirTimesForAnyChannelNames() throws IOException {
    Convergence read =
        read(
            """
            trials,channel,count,assured,snr,standing,precision,trialsTo
            100,"cat, tabby",3,0.25,NaN,short,NaN,5000.0
            100,"a ""dog""\",97,NaN,1.5,short,NaN,5000.0
            200,"cat, tabby",7,0.5,2,short,NaN,5000.0
            200,"a ""dog""\",193,-0.125,1.5,short,NaN,5000.0
            """,
            "trials,seconds\n100,0.500\n200,1.250\n",
            2);
    assertThat(read.trials()).containsExactly(100, 200);
    assertThat(read.seconds()).containsExactly(0.5, 1.25);
    assertThat(read.channel(0)).containsExactly(0.25, 0.5);
    assertThat(read.channel(1)).containsExactly(Double.NaN, -0.125);
  }

  @Test
  void missingTimesAreUnknownAndIncompleteLooksAreLeftOut() throws IOException {
    Convergence read =
        read(
            """
            trials,channel,count,assured,snr,standing,precision,trialsTo
            100,a,3,0.25,1,short,NaN,5000.0
            100,b,97,0.5,1,short,NaN,5000.0
            200,a,7,0.5,2,short,NaN,5000.0
            """,
            "",
            2);
    assertThat(read.trials()).hasSize(1);
    assertThat(read.seconds()).containsExactly(Double.NaN);
  }

  @Test
  void missingHistoryHasNoLooks() throws IOException {
    assertThat(
            Convergence.read(folder.resolve("a"), folder.resolve("b"), Optional.empty(), 3)
                .trials())
        .isEmpty();
  }

  @Test
  void fileOfAnotherFormatIsRefused() {
    assertThatThrownBy(() -> read("a,b\nnothing,of,the,kind,here\n", "", 1))
        .isInstanceOf(IOException.class)
        .hasMessage("no column assured in: a,b");
    assertThatThrownBy(() -> read("trials,assured\nnothing,of,the,kind\n", "", 1))
        .isInstanceOf(IOException.class)
        .hasMessage("not a row of looks: nothing,of,the,kind");
  }

  private static final String TWO_LOOKS =
      """
      trials,channel,count,reliability,snr,assured,standing,precision,trialsTo
      100,a,3,0.75,1,0.25,short,NaN,5000.0
      100,b,97,0.5,1,NaN,short,NaN,5000.0
      200,a,7,0.875,2,0.5,short,NaN,5000.0
      200,b,7,0.625,2,0.375,short,NaN,5000.0
      """;

  @Test
  void correlationsAreReadIfPresentAtEveryLook() throws IOException {
    Path file = folder.resolve("reference.csv");
    String first = "trials,channel,correlation\n100,a,0.5\n100,b,NaN\n200,a,0.75\n";
    Files.writeString(file, first);
    assertThat(read(TWO_LOOKS, "", 2).reference()).isEmpty();
    Files.writeString(file, first + "200,b,-0.25\n300,a,1\n");
    Convergence read = read(TWO_LOOKS, "", 2);
    assertThat(read.reference(0).orElseThrow()).containsExactly(0.5, 0.75);
    assertThat(read.reference(1).orElseThrow()).containsExactly(Double.NaN, -0.25);
  }
}
