package org.revcor.worker.cluster;

import java.util.List;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.util.ByteString;

/** A reply about files of studies. */
sealed interface FileReply extends ClusterMessage {
  /** The files of a study. */
  record Files(List<SharedFile> files) implements FileReply {}

  /** The content of a file, requested once. */
  record Content(SourceRef<ByteString> pieces) implements FileReply {}

  /** A file cannot be read. */
  record Unavailable(String problem) implements FileReply {}
}
