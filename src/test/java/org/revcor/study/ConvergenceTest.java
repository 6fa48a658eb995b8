package org.revcor.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return Convergence.read(file, times, channels);
  }

  @Test
  void looksAreReadWithTheirTimes_whateverChannelsAreCalled() throws IOException {
    Convergence read =
        read(
            """
            trials,channel,count,reliability,snr,standing,precision,trialsTo
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
  void withoutTimesTheyAreUnknown_andALookThatBrokeOffIsNone() throws IOException {
    Convergence read =
        read(
            """
            trials,channel,count,reliability,snr,standing,precision,trialsTo
            100,a,3,0.25,1,short,NaN,5000.0
            100,b,97,0.5,1,short,NaN,5000.0
            200,a,7,0.5,2,short,NaN,5000.0
            """,
            "",
            2);
    assertThat(read.looks()).isEqualTo(1);
    assertThat(read.seconds()).containsExactly(Double.NaN);
  }

  @Test
  void noHistoryIsNoLook() throws IOException {
    assertThat(Convergence.read(folder.resolve("a"), folder.resolve("b"), 3).looks()).isZero();
  }

  @Test
  void anotherFileIsRefused() {
    assertThatThrownBy(() -> read("a,b\nnothing,of,the,kind,here\n", "", 1))
        .isInstanceOf(IOException.class)
        .hasMessage("not a row of looks: nothing,of,the,kind,here");
  }
}
