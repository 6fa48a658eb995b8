package org.revcor.dataset;

import java.net.URI;
import java.nio.file.Path;
import org.revcor.dataset.Fetcher.PublishedFile;

/** An event of the download of a data set. */
public sealed interface FetchProgress {

  record AlreadyComplete(Path path) implements FetchProgress {}

  record Asked(PublishedFile file, URI address) implements FetchProgress {}

  record Received(PublishedFile file, long bytes) implements FetchProgress {}

  /** An address did not send the file; the next address is tried. */
  record Refused(URI address, String reason) implements FetchProgress {}

  record Unpacking(Path archive) implements FetchProgress {}

  /** A file, or a folder of unpacked files, is complete. */
  record Placed(Path path) implements FetchProgress {}
}
