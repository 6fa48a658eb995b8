package org.revcor.worker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.function.IOSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.StreamRefs;
import org.apache.pekko.util.ByteString;
import org.revcor.worker.ProcessSettings;

/** Sends the files of studies to workers on other machines. Needs a blocking dispatcher. */
public final class FileServer {
  public sealed interface Command extends ClusterMessage {}

  /**
   * Requests the list of the files of a study.
   *
   * @param words texts of the study that may name files, see {@link StudyFolders#words}
   */
  record GetFiles(Set<String> words, ActorRef<FileReply> replyTo) implements Command {}

  record GetFile(SharedFile file, ActorRef<FileReply> replyTo) implements Command {}

  private FileServer() {}

  public static Behavior<Command> create(ProcessSettings settings) {
    StudyFolders folders = StudyFolders.of(settings);
    return Behaviors.setup(
        context -> {
          Materializer materializer = Materializer.createMaterializer(context);
          return Behaviors.receiveMessage(
              command -> {
                switch (command) {
                  case GetFiles(var words, var replyTo) ->
                      reply(replyTo, () -> new FileReply.Files(folders.named(words)));
                  case GetFile(var file, var replyTo) ->
                      reply(replyTo, () -> content(folders.locate(file), materializer));
                }
                return Behaviors.same();
              });
        });
  }

  private static void reply(ActorRef<FileReply> replyTo, IOSupplier<FileReply> reply) {
    try {
      replyTo.tell(reply.get());
    } catch (IOException | UncheckedIOException unreadable) {
      replyTo.tell(new FileReply.Unavailable("a file of the study cannot be read: " + unreadable));
    }
  }

  private static FileReply content(Path file, Materializer materializer) {
    return new FileReply.Content(
        FileIO.fromPath(file, Bulk.PIECE).runWith(StreamRefs.sourceRef(), materializer));
  }

  sealed interface FileReply extends ClusterMessage {
    record Files(List<SharedFile> files) implements FileReply {}

    /** The content of a file, requested once. */
    record Content(SourceRef<ByteString> pieces) implements FileReply {}

    record Unavailable(String problem) implements FileReply {}
  }

  /** A file that a study reads. */
  record SharedFile(Folder folder, String path, long length, String digest) {
    enum Folder {
      OBSERVERS,
      DATASETS,
      BASES
    }
  }
}
