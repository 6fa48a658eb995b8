package org.revcor.dataset;

import java.net.URI;
import java.nio.file.Path;
import org.revcor.dataset.Fetcher.PublishedFile;

/** An event of the download of a data set. */
public sealed interface FetchProgress {

  /**
   * The publisher's files are complete already.
   *
   * @param path a file, or the folder of the whole set
   */
  record AlreadyComplete(Path path) implements FetchProgress {}

  /**
   * A file of the same name with other bytes was renamed.
   *
   * @param file the old name
   * @param kept the new name
   */
  record SetAside(Path file, Path kept) implements FetchProgress {}

  /**
   * A file is requested from an address.
   *
   * @param from number of bytes from an earlier download
   */
  record Asked(PublishedFile file, URI address, long from) implements FetchProgress {}

  /**
   * More bytes of a file were received.
   *
   * @param bytes number of bytes, those of an earlier download included
   */
  record Received(PublishedFile file, long bytes) implements FetchProgress {}

  /**
   * An address did not send the file; the next address is tried.
   *
   * @param reason follows the address in a sentence
   */
  record Refused(URI address, String reason) implements FetchProgress {}

  /** An archive is complete, and is unpacked now. */
  record Unpacking(Path archive) implements FetchProgress {}

  /** A file, or a folder of unpacked files, is complete. */
  record Placed(Path path) implements FetchProgress {}
}
