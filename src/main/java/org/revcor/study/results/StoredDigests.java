package org.revcor.study.results;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/**
 * The SHA-256 of the results in a run directory, by file name, in {@code digests.json}. The file is
 * deleted before results change and written afterwards. So a crash leaves results without digests,
 * not with wrong ones. Results without digests, as earlier versions wrote them, are not checked.
 */
record StoredDigests(Path folder) {
  static final String NAME = "digests.json";

  /** Replaces results; {@link #close} stores their digests beside those of other results. */
  final class Replacement implements Closeable {
    private final SortedMap<String, String> digests;

    private Replacement() throws IOException {
      SortedMap<String, String> others;
      try {
        others = read();
      } catch (DamagedFileException unreadable) {
        others = new TreeMap<>();
      }
      digests = others;
      delete();
    }

    void write(String name, byte[] content) throws IOException {
      WholeFile.write(folder.resolve(name), content);
      digests.put(name, Digest.of(content));
    }

    /** Adds the digest of a file that is written elsewhere and is complete. */
    void add(String name) throws IOException {
      digests.put(name, Digest.of(folder.resolve(name)));
    }

    @Override
    public void close() throws IOException {
      store(digests);
    }
  }

  Replacement replace() throws IOException {
    return new Replacement();
  }

  /** Stores digests in place of all others. */
  void store(SortedMap<String, String> digests) throws IOException {
    WholeFile.write(folder.resolve(NAME), Json.MAPPER.writeValueAsBytes(digests));
  }

  void delete() throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }

  /** Returns the digests by file name; empty if none are stored. */
  SortedMap<String, String> read() throws IOException {
    try {
      return Json.MAPPER.readValue(
          Files.readAllBytes(folder.resolve(NAME)),
          new TypeReference<TreeMap<String, String>>() {});
    } catch (NoSuchFileException none) {
      return new TreeMap<>();
    } catch (JacksonException e) {
      throw new DamagedFileException(folder, NAME, "not readable");
    }
  }

  /**
   * Returns the content of a file.
   *
   * @throws NoSuchFileException if it does not exist
   * @throws DamagedFileException if it has another digest than when it was written
   */
  byte[] content(String name) throws IOException {
    String stored = read().get(name);
    byte[] content = Files.readAllBytes(folder.resolve(name));
    require(name, Digest.of(content), stored);
    return content;
  }

  /**
   * Checks a file that may be larger than the memory.
   *
   * @throws DamagedFileException if it has a digest, and is missing or has another one
   */
  void check(String name) throws IOException {
    String stored = read().get(name);
    if (stored == null) {
      return;
    }
    try {
      require(name, Digest.of(folder.resolve(name)), stored);
    } catch (NoSuchFileException missing) {
      if (stored.equals(read().get(name))) {
        throw new DamagedFileException(folder, name, "missing");
      }
    }
  }

  /**
   * Checks all files with a digest.
   *
   * @throws DamagedFileException if one is missing or has another digest than when it was written
   */
  void checkAll() throws IOException {
    for (String name : read().keySet()) {
      check(name);
    }
  }

  /** Refuses a file that differs from its digest, unless results were replaced meanwhile. */
  private void require(String name, String actual, @Nullable String stored) throws IOException {
    if (stored != null && !stored.equals(actual) && stored.equals(read().get(name))) {
      throw new DamagedFileException(
          folder, name, "damaged: its SHA-256 is not the one in " + NAME);
    }
  }
}
