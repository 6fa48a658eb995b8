package org.revcor.study.results;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.study.results.ResultFiles.DamagedFileException;

/**
 * The SHA-256 of the results in a run directory, by file name, in {@code digests.json}. The file is
 * deleted before results change and written afterwards. So a crash leaves results without digests,
 * not with wrong ones. Without the file {@link FileCheck} checks the format of results.
 */
record StoredDigests(Path folder) {
  static final String NAME = "digests.json";

  /** What a folder or a named pipe in the place of a file is. */
  static final String IRREGULAR = "no regular file";

  /** Writes result files; {@link #close} stores their digests beside those of other results. */
  final class Replacement implements Closeable {
    private final Optional<SortedMap<String, String>> digests;

    private Replacement(Optional<SortedMap<String, String>> others) throws IOException {
      digests = others;
      delete();
    }

    void write(Artefact file, byte[] content) throws IOException {
      WholeFile.write(folder.resolve(file.fileName()), content);
      digests.ifPresent(all -> all.put(file.fileName(), Digest.of(content)));
    }

    /** Adds the digest of a file that is written elsewhere and is complete. */
    void add(Artefact file) throws IOException {
      String digest = Digest.of(folder.resolve(file.fileName()));
      digests.ifPresent(all -> all.put(file.fileName(), digest));
    }

    @Override
    public void close() throws IOException {
      if (digests.isPresent()) {
        store(digests.get());
      }
    }
  }

  /** Begins to write all results; forgets earlier digests. */
  Replacement replaceAll() throws IOException {
    return new Replacement(Optional.of(new TreeMap<>()));
  }

  /** Begins to replace some results; stores no digests if none are stored. */
  Replacement replaceSome() throws IOException {
    Optional<SortedMap<String, String>> others;
    try {
      others = read();
    } catch (DamagedFileException unreadable) {
      others = Optional.of(new TreeMap<>());
    }
    return new Replacement(others);
  }

  /** Stores digests in place of all others. */
  void store(SortedMap<String, String> digests) throws IOException {
    WholeFile.write(folder.resolve(NAME), Json.MAPPER.writeValueAsBytes(digests));
  }

  void delete() throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }

  /** Returns the digests by file name; empty if none are stored. */
  Optional<SortedMap<String, String>> read() throws IOException {
    try {
      SortedMap<String, String> digests =
          Json.MAPPER.readValue(
              Files.readAllBytes(regular(NAME)), new TypeReference<TreeMap<String, String>>() {});
      if (digests != null && !digests.containsValue(null)) {
        return Optional.of(digests);
      }
      throw new DamagedFileException(folder, NAME, "not readable");
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JacksonException e) {
      throw new DamagedFileException(folder, NAME, "not readable");
    }
  }

  private Optional<String> stored(String name) throws IOException {
    return read().map(digests -> digests.get(name));
  }

  /** Returns the path of a file, which is missing or regular: a named pipe may have no end. */
  private Path regular(String name) throws DamagedFileException {
    Path file = folder.resolve(name);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DamagedFileException(folder, name, IRREGULAR);
    }
    return file;
  }

  /**
   * Returns the content of a file.
   *
   * @throws NoSuchFileException if it does not exist
   * @throws DamagedFileException if it has another digest than when it was written
   */
  byte[] content(String name) throws IOException {
    Optional<String> stored = stored(name);
    byte[] content = Files.readAllBytes(regular(name));
    require(name, Digest.of(content), stored);
    return content;
  }

  /**
   * Checks a file that may be larger than the memory.
   *
   * @return whether it has a digest
   * @throws DamagedFileException if it has a digest, and is missing or has another one; or if it
   *     has none, but other results have
   */
  boolean check(String name) throws IOException {
    Path file = regular(name);
    Optional<String> stored = stored(name);
    if (stored.isEmpty()) {
      if (Files.exists(file)) {
        requireListed(name);
      }
      return false;
    }
    try {
      require(name, Digest.of(file), stored);
    } catch (NoSuchFileException missing) {
      if (stored.equals(stored(name))) {
        throw new DamagedFileException(folder, name, "missing");
      }
    }
    return true;
  }

  /**
   * Checks all results.
   *
   * @return names of those with a digest
   * @throws DamagedFileException as {@link #check}
   */
  Set<String> checkAll() throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (Artefact file : Artefact.values()) {
      if (file.hasDigest()) {
        names.add(file.fileName());
      }
    }
    read().ifPresent(digests -> names.addAll(digests.keySet()));
    Set<String> checked = new HashSet<>();
    for (String name : names) {
      if (check(name)) {
        checked.add(name);
      }
    }
    return checked;
  }

  /** Refuses a file that differs from its digest, unless results were replaced meanwhile. */
  private void require(String name, String actual, Optional<String> stored) throws IOException {
    if (stored.isEmpty()) {
      requireListed(name);
    } else if (!stored.get().equals(actual) && stored.equals(stored(name))) {
      throw new DamagedFileException(
          folder, name, "damaged: its SHA-256 is not the one in " + NAME);
    }
  }

  /**
   * Refuses digests without that of a result that exists. The files of looks get theirs with the
   * summary, so those of a paused study have none.
   */
  private void requireListed(String name) throws IOException {
    Optional<SortedMap<String, String>> digests = read();
    boolean isOfLooks =
        Artefact.named(name).filter(file -> file.isOf(Artefact.Stage.LOOKS)).isPresent();
    if (digests.isPresent()
        && !digests.get().containsKey(name)
        && (!isOfLooks || Files.exists(folder.resolve(Artefact.SUMMARY.fileName())))) {
      throw new DamagedFileException(folder, NAME, "without " + name);
    }
  }
}
