package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SelftestCommandTest {
  @TempDir private Path folder;

  @Test
  void everyCheckThatAppliesToTheProcessorPasses() {
    assertThat(
            CommandRun.of(
                    "selftest", "--blocks", "2", "--lanes", "2", "--data-dir", folder.toString())
                .exited(0)
                .out()
                .lines()
                .skip(1)
                .map(line -> line.replaceAll("\\s{2,}", ": ")))
        .satisfiesExactly(
            averages -> assertThat(averages).startsWith("sums of averages twice: passed"),
            gradients -> assertThat(gradients).startsWith("sums of gradients twice: passed"),
            processor ->
                assertThat(processor)
                    .isEqualTo(
                        "sums against the processor's: not applicable: the lanes are on the processor"),
            shortage ->
                assertThat(shortage).startsWith("equal sums after a shortage of memory: passed"),
            speed -> assertThat(speed).startsWith("speed: passed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "1001"})
  void aNumberOfBlocksOutOfRangeIsRefused(String blocks) {
    CommandRun run =
        CommandRun.of("selftest", "--blocks", blocks, "--data-dir", folder.toString()).exited(2);
    assertThat(run.err())
        .isEqualTo(
            "revcor selftest: --blocks is %s; it must be a whole number from 1 to 1000\n"
                .formatted(blocks));
    assertThat(run.out()).isEmpty();
  }
}
