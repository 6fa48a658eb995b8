package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.StreamRefs;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.KernelChoice;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.FileServer.FileReply;
import org.revcor.worker.cluster.FileServer.SharedFile;

final class FileMirrorTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final SharedFile FILE =
      new SharedFile(SharedFile.Folder.OBSERVERS, "my.pt", 7, "sha256:1");

  @TempDir Path folder;

  @Test
  void aFileThatIsNotCopiedCompletelyIsDeleted_andTheCauseIsNamed() {
    Source<ByteString, NotUsed> broken =
        Source.single(ByteString.fromString("part"))
            .concat(Source.<ByteString>failed(new IOException("No space left on device")));
    ActorRef<FileServer.Command> server = KIT.spawn(serverOf(broken));
    FileMirror mirror = new FileMirror(settings(), KIT.system());

    assertThatThrownBy(() -> mirror.fetch("{}", server))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("my.pt was not copied completely: ")
        .hasMessageContaining("No space left on device");
    assertThat(folder.resolve("observers")).isEmptyDirectory();
  }

  private static Behavior<FileServer.Command> serverOf(Source<ByteString, NotUsed> content) {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case FileServer.GetFiles get -> get.replyTo().tell(new FileReply.Files(List.of(FILE)));
            case FileServer.GetFile get ->
                get.replyTo()
                    .tell(
                        new FileReply.Content(
                            content.runWith(StreamRefs.sourceRef(), KIT.system())));
          }
          return Behaviors.same();
        });
  }

  private ProcessSettings settings() {
    String none = folder.resolve("none").toString();
    return new ProcessSettings(
        none,
        none,
        folder.resolve("observers").toString(),
        false,
        1,
        60_000,
        3,
        1 << 26,
        KernelChoice.LIBTORCH,
        2L << 30);
  }
}
