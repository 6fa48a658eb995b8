package org.revcor.dataset;

import java.net.URI;
import java.nio.file.Path;

/** Something that happened while a data set was fetched. */
public sealed interface FetchProgress {

  /**
   * Nothing to do: what the publisher offers is there.
   *
   * @param path a file, or the folder of the whole set
   */
  record AlreadyThere(Path path) implements FetchProgress {}

  /**
   * A file that is not the publisher's was in the way. It is kept under another name.
   *
   * @param file its name until now
   * @param kept its name from now on
   */
  record SetAside(Path file, Path kept) implements FetchProgress {}

  /**
   * An address is asked for a file.
   *
   * @param from number of bytes that are there from an earlier time
   */
  record Asked(PublishedFile file, URI address, long from) implements FetchProgress {}

  /**
   * More of a file has come.
   *
   * @param bytes how much of it there is, those of an earlier time included
   */
  record Received(PublishedFile file, long bytes) implements FetchProgress {}

  /**
   * An address did not give the file; the next one is asked.
   *
   * @param reason worded to follow "the address"
   */
  record Refused(URI address, String reason) implements FetchProgress {}

  /** A file is complete and checked, and is unpacked now. */
  record Unpacking(Path archive) implements FetchProgress {}

  /** A file, or a folder of unpacked files, is complete, checked and in its place. */
  record Placed(Path path) implements FetchProgress {}
}
