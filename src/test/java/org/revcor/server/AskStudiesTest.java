package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.registry.EndedRun;
import org.revcor.study.registry.ExportedStudy;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.RunDirectory;

/** Tests requests with a probe as the registry. */
final class AskStudiesTest {
  private static final String ID = "20261125-101500-042-k3f";

  @TempDir private Path folder;
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<StudyRegistry.Command> registry = kit.createTestProbe();
  private ExportedStudy study;

  @BeforeEach
  void openAStudy() throws IOException {
    EndedRun.in(folder.resolve(ID), ID);
    study = ExportedStudy.open(new RunDirectory(folder.resolve(ID)));
  }

  @AfterEach
  void shutDown() throws IOException {
    study.close();
    kit.shutdownTestKit();
  }

  @Test
  void anExportedStudyIsReturnedWithItsFilesOpen() {
    CompletionStage<ExportedStudy> exported = export(Duration.ofMinutes(1));

    export().replyTo().tell(StatusReply.success(study));

    assertThat(exported.toCompletableFuture().join()).isSameAs(study);
    assertThat(isOpen()).isTrue();
  }

  @Test
  void anExportedStudyThatArrivesTooLateIsClosed() {
    CompletionStage<ExportedStudy> exported = export(Duration.ofMillis(1));
    assertThatThrownBy(() -> exported.toCompletableFuture().join())
        .hasCauseInstanceOf(TimeoutException.class);

    export().replyTo().tell(StatusReply.success(study));

    RunningServer.await(() -> !isOpen());
  }

  private CompletionStage<ExportedStudy> export(Duration timeout) {
    return new AskStudies(registry.getRef(), kit.system(), timeout).export(ID);
  }

  /** Waits for the request. */
  private StudyRequest.Export export() {
    return (StudyRequest.Export) registry.expectMessageClass(StudyRegistry.ToStudy.class).request();
  }

  private boolean isOpen() {
    return study.parts().getFirst().channel().isOpen();
  }
}
