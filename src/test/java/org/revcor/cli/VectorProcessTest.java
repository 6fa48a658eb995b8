package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.inference.Platform;
import org.revcor.observer.KernelChoice;
import org.revcor.schema.Json;

/** Vector kernels in processes of their own, which are killed or lack what the kernels need. */
@Tag("full")
final class VectorProcessTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";
  private static final String STUDY =
      """
      {"study": {"seed": 7, "observer": {"model": "mnist-cnn"}, "block-size": 100, %s}}
      """;

  @TempDir private Path folder;

  private Map<String, String> environment(String options) {
    Map<String, String> environment = new HashMap<>();
    environment.put("REVCOR_KERNELS", "vector");
    environment.put("REVCOR_DATA_DIR", folder.resolve("none").toString());
    environment.put(CommandProcess.JAVA_OPTIONS, options);
    return environment;
  }

  private CommandProcess run(String options, String lanes, JsonNode study, Path out)
      throws IOException {
    Path file = Files.writeString(folder.resolve("study.json"), study.toString());
    Map<String, String> environment = environment(options);
    environment.put("REVCOR_CHECKPOINT_INTERVAL", "200ms");
    environment.put("REVCOR_LANES_CPU_LANES", lanes);
    return CommandProcess.start(
        folder, environment, "run", file.toString(), "--quiet", "--out", out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Xmx512m | Java was started without --add-modules jdk.incubator.vector",
        "--add-modules=jdk.incubator.vector -XX:UseAVX=1 | the processor or the virtual machine has"
            + " no fused multiply-add on vectors of 256 or 512 bits",
        "--add-modules=jdk.incubator.vector -XX:-UseFMA | the processor or the virtual machine has"
            + " no fused multiply-add on vectors of 256 or 512 bits",
        "--add-modules=jdk.incubator.vector -XX:TieredStopAtLevel=1 | the processor or the virtual"
            + " machine has no fused multiply-add on vectors of 256 or 512 bits"
      })
  void aMachineWithoutWhatTheKernelsNeedIsRefusedWithItsReason(String options, String reason)
      throws Exception {
    JsonNode study = study("\"stop\": {\"max-trials\": 100}");
    try (CommandProcess process = run(options, "1", study, folder.resolve("out"))) {
      assertThat(process.exited(2).err())
          .endsWith(
              "revcor run: revcor.kernels is vector; it must be auto or libtorch here, since "
                  + reason
                  + "\n");
    }
  }

  @Test
  void killedRunsAndServersLeaveTheBytesOfAWholeRun() throws Exception {
    assumeTrue(Platform.ofThisMachine(KernelChoice.AUTO).hasVectorKernels());
    JsonNode study = study("\"readout\": {\"kind\": \"label\"}, \"stop\": {\"max-trials\": 20000}");
    Path whole = folder.resolve("whole");
    try (CommandProcess process = run(MODULE, "1", study, whole)) {
      process.exited(0);
    }
    assertThat(Files.readString(whole.resolve("summary.json"))).contains("\"vector ");

    Path killed = folder.resolve("killed");
    try (CommandProcess process = run(MODULE, "2", study, killed)) {
      process.await(() -> hasCheckpoint(killed));
      process.signal("KILL");
      process.exited(128 + 9);
    }
    try (CommandProcess process = run(MODULE, "2", study, killed)) {
      process.exited(0);
    }
    assertThat(ResultFiles.of(killed)).containsExactlyInAnyOrderEntriesOf(ResultFiles.of(whole));

    Path data = folder.resolve("data");
    try (ServerProcess server = ServerProcess.start(data, folder, environment(MODULE))) {
      server.address();
      server.process().await(() -> server.readiness().path("status").asText().equals("ready"));
      String id = server.create(study);
      server.awaitEnds(List.of(id));
      server.terminate();
      assertThat(ResultFiles.of(data.resolve("studies").resolve(id)))
          .containsExactlyInAnyOrderEntriesOf(ResultFiles.of(whole));
    }
  }

  private static boolean hasCheckpoint(Path run) {
    String[] files = run.toFile().list((in, name) -> name.startsWith("checkpoint-"));
    return files != null && files.length > 0;
  }

  private static JsonNode study(String keys) throws IOException {
    return Json.MAPPER.readTree(STUDY.formatted(keys));
  }
}
