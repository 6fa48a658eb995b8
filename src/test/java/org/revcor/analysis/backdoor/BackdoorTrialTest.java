package org.revcor.analysis.backdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.dataset.IdxFiles;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Figure;

/** Runs a small trial of the detector, on networks trained on the shipped digits. */
@Tag("full")
final class BackdoorTrialTest {
  @TempDir Path folder;

  private AnalysisResult trial(int epochs) {
    Map<String, String> arguments = new HashMap<>();
    arguments.put("work", folder.resolve("networks").toString());
    arguments.put("clean", "9");
    arguments.put("calibration", "7");
    arguments.put("stamped", "2");
    arguments.put("epochs", Integer.toString(epochs));
    arguments.put("stimuli", "10000");
    return new AnalysisRunner(folder).run("backdoor-trial", arguments);
  }

  @Test
  void cachedNetworksGiveTheSameResult() throws Exception {
    IdxFiles.writeMnist(folder, 10_000, 2_000);
    AnalysisResult first = trial(4);
    List<List<Object>> stamped = ((Figure.Table) first.figure("stamped")).rows();
    assertThat(stamped).hasSize(2);
    assertThat(stamped)
        .allSatisfy(row -> assertThat((double) row.get(6)).isGreaterThanOrEqualTo(0.95));
    assertThat(((Figure.Table) first.figure("clean")).rows()).hasSize(2);
    assertThat(((Figure.Table) first.figure("calibration")).rows()).hasSize(7);
    assertThat(folder.resolve("networks/clean-mnist-light-mnist-50-probabilities-6-10000.txt"))
        .exists();
    Path network = folder.resolve("networks/clean-001.safetensors");
    long written = Files.getLastModifiedTime(network).toMillis();
    assertThat(AnalysisResultFiles.tree(trial(4))).isEqualTo(AnalysisResultFiles.tree(first));
    assertThat(Files.getLastModifiedTime(network).toMillis()).isEqualTo(written);
    assertRefused(() -> trial(5))
        .hasMessageContaining("networks, where clean-001 was trained with other options");
  }
}
