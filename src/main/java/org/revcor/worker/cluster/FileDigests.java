package org.revcor.worker.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.revcor.file.Digest;

/** Digests of files, computed again when size or time of a file change. Thread-safe. */
final class FileDigests {
  private static final int BUFFER = 1 << 16;

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
    String digest = compute(file);
    known.put(file, new Known(size, changed, digest));
    return digest;
  }

  private static String compute(Path file) throws IOException {
    Digest.Growing digest = Digest.growing();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.add(buffer, read);
      }
    }
    return digest.end();
  }
}
