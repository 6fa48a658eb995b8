package org.revcor.worker.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.revcor.file.Digest;

/** Digests of files, computed again when size or time of a file change. Thread-safe. */
final class FileDigests {
  private record Known(long size, FileTime changed, String digest) {}

  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  /** Returns the digest of a file. */
  String of(Path file) throws IOException {
    long size = Files.size(file);
    FileTime changed = Files.getLastModifiedTime(file);
    Known earlier = known.get(file);
    if (earlier != null && earlier.size == size && earlier.changed.equals(changed)) {
      return earlier.digest;
    }
    String digest = Digest.of(file);
    known.put(file, new Known(size, changed, digest));
    return digest;
  }
}
