package org.revcor.worker.cluster;

import org.apache.pekko.actor.typed.ActorRef;

/** A request of a worker for the files of a study. */
sealed interface ToFiles extends FileServer.Command, ClusterMessage {
  /** Requests the list of the files of a study. */
  record GetFiles(String study, ActorRef<FileReply> replyTo) implements ToFiles {}

  /** Requests the content of a file. */
  record GetFile(SharedFile file, ActorRef<FileReply> replyTo) implements ToFiles {}
}
