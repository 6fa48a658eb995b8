package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.SignalToNoise;
import org.revcor.estimate.StoppingRule;

final class LookFilesTest {
  private static final StoppingRule RULE = new StoppingRule(Optional.of(1_000L), Optional.empty());
  private static final ChannelStatistics STATISTICS =
      new ChannelStatistics(5, 5, new SignalToNoise(1, 0.4, 4, 0.1), 0.1, 0);

  @TempDir private Path folder;
  private Path history;
  private Path reference;
  private LookFiles files;

  @BeforeEach
  void create() {
    history = folder.resolve("mounted/history.csv");
    reference = folder.resolve("reference.csv");
    files = new LookFiles(history, folder.resolve("looks.csv"), Optional.of(reference));
  }

  private void add(long trials) throws IOException {
    files.add(
        MapEvaluation.of(RULE, trials, List.of(STATISTICS), 16),
        List.of("a"),
        trials / 100.0,
        new double[] {0.5});
  }

  @Test
  void looksThatCouldNotBeWrittenAreInAllFilesAfterTheNextOne() throws IOException {
    assertThatThrownBy(() -> add(100)).isInstanceOf(IOException.class);

    Files.createDirectory(history.getParent());
    add(200);

    assertThat(history).content().containsSubsequence("trials,", "\n100,a,5", "\n200,a,5");
    assertThat(folder.resolve("looks.csv")).hasContent("trials,seconds\n100,1.000\n200,2.000");
    assertThat(reference).hasContent("trials,channel,correlation\n100,a,0.5\n200,a,0.5");
  }

  @Test
  void historyThatAnotherProgramRemovedIsReportedUntilItIsRestored() throws IOException {
    Files.createDirectory(history.getParent());
    add(100);
    String rows = Files.readString(history);
    Files.delete(history);

    assertIsReported(200);
    assertThat(history).doesNotExist();
    Files.writeString(history, rows.substring(1));
    assertIsReported(300);

    Files.writeString(history, rows);
    files.flush();
    assertThat(history)
        .content()
        .startsWith(rows)
        .containsSubsequence("\n100,a,5", "\n200,a,5", "\n300,a,5")
        .doesNotContain("\0");
  }

  private void assertIsReported(long trials) {
    assertThatThrownBy(() -> add(trials))
        .isInstanceOf(IOException.class)
        .hasMessage("history.csv is missing or shorter than it was; restore it");
  }
}
