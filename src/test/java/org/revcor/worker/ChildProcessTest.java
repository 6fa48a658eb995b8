package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.worker.Confinement.FileAccess;

class ChildProcessTest {
  @TempDir private Path folder;

  @Test
  void processEndsWithItsSupervisorAlsoDuringAJob() throws Exception {
    Path file = HostileNetwork.write(folder, "loops", HostileNetwork.loops(0));
    ChildJob job =
        new ChildJob.Inspect(
            ChildDecodersTest.settings(folder, 2L << 30),
            file.toString(),
            "loops",
            List.of(1, 4, 4),
            OutputKind.LOGITS,
            List.of(),
            new Scale.Unit(),
            null,
            List.of());

    try (ChildProcess process =
        ChildProcess.start(Confinement.find(), job.access(), job.memory())) {
      try (Connection supervisor = process.connect()) {
        supervisor.send(new Message.Run(), Cbor.mapper().writeValueAsBytes(job));
      }

      assertThat(process.end()).isEqualTo("with exit code 0");
    }
  }

  @Test
  void processThatIsKilledAtItsStartEndsItself() throws Exception {
    ChildProcess process =
        ChildProcess.start(Confinement.find(), FileAccess.NONE, new MemoryLimit(2L << 30));

    process.close();

    assertThat(process.end()).isEqualTo("with exit code 0");
  }
}
