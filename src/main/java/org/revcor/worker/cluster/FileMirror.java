package org.revcor.worker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.FileIO;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.FileServer.FileReply;
import org.revcor.worker.cluster.FileServer.SharedFile;

/**
 * The copies of a server's files on a worker, in folders that have nothing else: a file that a
 * study names and the server does not have is deleted. A file whose digest is that of the server's
 * is not sent again. Blocks.
 */
public final class FileMirror {
  private final StudyFolders folders;
  private final ActorSystem<?> system;

  public FileMirror(ProcessSettings settings, ActorSystem<?> system) {
    this.folders = StudyFolders.of(settings);
    this.system = system;
  }

  synchronized void fetch(String specification, ActorRef<FileServer.Command> server) {
    try {
      fetchAll(StudyFolders.words(specification), server);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed.getMessage(), failed);
    }
  }

  private void fetchAll(Set<String> words, ActorRef<FileServer.Command> server) throws IOException {
    FileReply reply = ask(server, replyTo -> new FileServer.GetFiles(words, replyTo));
    switch (reply) {
      case FileReply.Files(var files) -> {
        for (SharedFile old : folders.named(words)) {
          if (!files.contains(old)) {
            Files.delete(folders.locate(old));
          }
        }
        for (SharedFile file : files) {
          if (!folders.has(file)) {
            fetch(file, server);
          }
        }
      }
      case FileReply.Unavailable(String problem) -> throw new IOException(problem);
      case FileReply.Content content -> throw new IOException("no list of files");
    }
  }

  private FileReply ask(
      ActorRef<FileServer.Command> server,
      Function<ActorRef<FileReply>, FileServer.Command> request) {
    return AskPattern.ask(server, request::apply, ClusterTimes.FILE_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  private void fetch(SharedFile file, ActorRef<FileServer.Command> server) throws IOException {
    Path target = folders.locate(file);
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    switch (ask(server, replyTo -> new FileServer.GetFile(file, replyTo))) {
      case FileReply.Content(var pieces) -> {
        try {
          pieces
              .getSource()
              .limitWeighted(file.length(), piece -> (long) piece.size())
              .runWith(FileIO.toPath(part), Materializer.matFromSystem(system))
              .toCompletableFuture()
              .join();
          if (!folders.digests().of(part).equals(file.digest())) {
            throw new IOException(
                "%s has another digest than the server's file".formatted(file.path()));
          }
          Files.move(
              part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (CompletionException broken) {
          throw new IOException(
              "%s was not copied completely: %s"
                  .formatted(file.path(), StageFailure.message(broken)),
              broken);
        } finally {
          Files.deleteIfExists(part);
        }
      }
      case FileReply.Unavailable(String problem) -> throw new IOException(problem);
      case FileReply.Files list -> throw new IOException("no content of a file");
    }
  }
}
