package org.revcor.worker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  public sealed interface Command permits ToFiles, Offer, Withdraw {}

  /**
   * Offers the files of a study.
   *
   * @param specification the study as JSON
   */
  record Offer(String study, String specification) implements Command {}

  /** Offers the files of a study no longer. */
  record Withdraw(String study) implements Command {}

  private final StudyFolders folders;
  private final Materializer materializer;
  private final Map<String, String> studies = new HashMap<>();

  /** The files that were listed for each study; no others are sent. */
  private final Map<String, List<SharedFile>> listed = new HashMap<>();

  private FileServer(StudyFolders folders, Materializer materializer) {
    this.folders = folders;
    this.materializer = materializer;
  }

  /** Creates the behaviour. */
  public static Behavior<Command> create(ProcessSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.receiveMessage(
                new FileServer(StudyFolders.of(settings), Materializer.createMaterializer(context))
                    ::on));
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Offer offer -> studies.put(offer.study(), offer.specification());
      case Withdraw withdraw -> {
        studies.remove(withdraw.study());
        listed.remove(withdraw.study());
      }
      case ToFiles.GetFiles get -> get.replyTo().tell(files(get.study()));
      case ToFiles.GetFile get -> get.replyTo().tell(content(get.file()));
    }
    return Behaviors.same();
  }

  private FileReply files(String study) {
    String specification = studies.get(study);
    if (specification == null) {
      return new FileReply.Unavailable("the study has ended");
    }
    try {
      List<SharedFile> files = folders.named(specification);
      listed.put(study, files);
      return new FileReply.Files(files);
    } catch (IOException | UncheckedIOException unreadable) {
      return new FileReply.Unavailable("a file of the study cannot be read: " + unreadable);
    }
  }

  private FileReply content(SharedFile file) {
    if (listed.values().stream().noneMatch(files -> files.contains(file))) {
      return new FileReply.Unavailable(file.path() + " is no file of a study that runs");
    }
    try {
      Path located = folders.locate(file);
      return new FileReply.Content(
          FileIO.fromPath(located, Bulk.PIECE).runWith(StreamRefs.sourceRef(), materializer));
    } catch (IOException unreadable) {
      return new FileReply.Unavailable("a file of the study cannot be read: " + unreadable);
    }
  }

  /** A request of a worker for the files of a study. */
  sealed interface ToFiles extends Command, ClusterMessage {
    record GetFiles(String study, ActorRef<FileReply> replyTo) implements ToFiles {}

    /** Requests the content of a file. */
    record GetFile(SharedFile file, ActorRef<FileReply> replyTo) implements ToFiles {}
  }

  /** A reply about files of studies. */
  sealed interface FileReply extends ClusterMessage {
    record Files(List<SharedFile> files) implements FileReply {}

    /** The content of a file, requested once. */
    record Content(SourceRef<ByteString> pieces) implements FileReply {}

    record Unavailable(String problem) implements FileReply {}
  }

  /**
   * A file that a study reads.
   *
   * @param folder where it lies
   * @param path path in the folder, with slashes
   */
  record SharedFile(Folder folder, String path, long length, String digest) {
    /** A folder of files for studies. */
    enum Folder {
      OBSERVERS,
      DATASETS,
      BASES
    }
  }
}
