package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.inference.Hardware;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.worker.Cbor;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task.TaskKind;
import org.revcor.worker.cluster.FileServer.FileReply;
import org.revcor.worker.cluster.FileServer.SharedFile;

final class ClusterSerializerTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseResources("cluster.conf").withFallback(ConfigFactory.load()));

  private static final ActorRef<Worker.Command> WORKER =
      KIT.<Worker.Command>createTestProbe().ref();
  private static final ActorRef<FileReply> READER = KIT.<FileReply>createTestProbe().ref();
  private static final Platform PLATFORM = new Platform("cpu", "x86_64 avx2", "pytorch 2.7.1");
  private static final SharedFile FILE =
      new SharedFile(SharedFile.Folder.DATASETS, "mnist/images", 7, "sha256:1");
  private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);

  private final ClusterSerializer serializer =
      new ClusterSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

  private static Bulk.Whole whole() {
    return new Bulk.Whole(BYTES);
  }

  static Stream<ClusterMessage> messages() {
    return Stream.of(
        new ToPool.Join(
            WORKER,
            new WorkerCard(
                "w",
                "h:1",
                "0.2.0",
                new Hardware("processor", 1, List.of(), PLATFORM),
                List.of(PLATFORM),
                2),
            1),
        new ToPool.Declined(WORKER, "s", "no", 30),
        new ToPool.Alive(WORKER, List.of(1L, 2L), 3, 4),
        new ToPool.Done(WORKER, 3, whole()),
        new ToPool.Failed(WORKER, 4, "no", true),
        new ToPool.Leave(WORKER),
        new ToWorker.Joined(KIT.<FileServer.Command>createTestProbe().ref()),
        new ToWorker.Refused("no"),
        new ToWorker.Unknown(),
        new ToWorker.Begin(
            new StudyDescription(
                "s",
                "",
                NumericPlan.of(784, Optional.empty(), Optional.of(100), 50, PLATFORM),
                784,
                "net",
                "sha256:2",
                ""),
            whole()),
        new ToWorker.Lease(5, "s", TaskKind.SUMS, 6, whole()),
        new ToWorker.Received(7),
        new ToWorker.Heard(),
        new ToWorker.Forget("s"),
        new FileServer.GetFiles(Set.of("s"), READER),
        new FileServer.GetFile(FILE, READER),
        new FileReply.Files(List.of(FILE)),
        new FileReply.Unavailable("no"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messageIsReadAsItWasWritten(ClusterMessage message) throws NotSerializableException {
    assertThat(serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message)))
        .usingRecursiveComparison()
        .isEqualTo(message);
  }

  @Test
  void messageOfAnotherSchemaIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "2:Alive"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("2:Alive is no message of this version of Revcor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Join", "1:Alive", "1:Done", "1:Leave", "1:GetFiles"})
  void messageWithoutItsFieldsIsRefused(String manifest) throws IOException {
    byte[] empty = Cbor.mapper().writeValueAsBytes(Map.of());

    assertThatThrownBy(() -> serializer.fromBinary(empty, manifest))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void messageThatIsTooLargeIsRefused() {
    byte[] large = new byte[ClusterSerializer.MAX_MESSAGE];

    assertThatThrownBy(() -> serializer.toBinary(new ToPool.Done(WORKER, 1, new Bulk.Whole(large))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("more than 262144");
  }

  @Test
  void largeBytesArriveAsAStream() throws Exception {
    Materializer materializer = Materializer.matFromSystem(KIT.system());
    byte[] large = new byte[3 * Bulk.PIECE + 1];
    large[large.length - 1] = 7;
    ToPool.Done sent = new ToPool.Done(WORKER, 1, Bulk.streamed(large, materializer));

    ToPool.Done read =
        (ToPool.Done) serializer.fromBinary(serializer.toBinary(sent), serializer.manifest(sent));

    assertThat(read.result()).isInstanceOf(Bulk.Streamed.class);
    assertThat(
            Bulk.receive(read.result(), materializer)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS))
        .isEqualTo(large);
  }
}
