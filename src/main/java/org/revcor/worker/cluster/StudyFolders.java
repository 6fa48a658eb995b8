package org.revcor.worker.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.PcaBasis;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.FileServer.SharedFile;

/** The folders whose files studies read. */
record StudyFolders(Path observers, Path datasets, Path bases, FileDigests digests) {
  static StudyFolders of(ProcessSettings settings) {
    return new StudyFolders(
        Path.of(settings.observers()),
        Path.of(settings.datasets()),
        Bases.ofDataFolder(Path.of(settings.dataDir())).folder(),
        new FileDigests());
  }

  static Set<String> words(String specification) throws IOException {
    JsonNode study = Json.MAPPER.readTree(specification).path("study");
    Set<String> words = new TreeSet<>();
    for (String key : List.of("observer", "stimulus", "basis")) {
      addWords(study.path(key), words);
    }
    return words;
  }

  /**
   * Returns the files that words of a study name: each may be a file of the folder of networks, a
   * network or basis without its ending, or a data set.
   */
  List<SharedFile> named(Set<String> words) throws IOException {
    List<SharedFile> files = new ArrayList<>();
    for (String word : words) {
      addBeside(SharedFile.Folder.OBSERVERS, word, files);
      addBeside(SharedFile.Folder.BASES, word, files);
      addBeside(SharedFile.Folder.BASES, PcaBasis.nameOf(word), files);
      addBelow(SharedFile.Folder.DATASETS, word, files);
    }
    return files;
  }

  private static void addWords(JsonNode node, Set<String> words) {
    if (node.isTextual()) {
      words.add(node.asText());
    }
    node.forEach(child -> addWords(child, words));
  }

  private void addBeside(SharedFile.Folder folder, String word, List<SharedFile> files)
      throws IOException {
    Path named = inside(folder, word);
    if (named == null || named.getParent() == null || !Files.isDirectory(named.getParent())) {
      return;
    }
    String stem = stem(named);
    try (Stream<Path> beside = Files.list(named.getParent())) {
      String whole = String.valueOf(named.getFileName());
      for (Path file :
          beside
              .filter(each -> stem(each).equals(stem) || stem(each).equals(whole))
              .sorted()
              .toList()) {
        add(folder, file, files);
      }
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private void addBelow(SharedFile.Folder folder, String word, List<SharedFile> files)
      throws IOException {
    Path named = inside(folder, word);
    if (named == null || !Files.isDirectory(named)) {
      return;
    }
    try (Stream<Path> below = Files.walk(named, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : below.sorted().toList()) {
        add(folder, file, files);
      }
    }
  }

  private void add(SharedFile.Folder folder, Path file, List<SharedFile> files) throws IOException {
    boolean isInside =
        folder == SharedFile.Folder.DATASETS
            || file.toRealPath().startsWith(root(folder).toRealPath());
    if (Files.isRegularFile(file) && isInside) {
      String path = root(folder).relativize(file).toString().replace('\\', '/');
      SharedFile shared = new SharedFile(folder, path, Files.size(file), digests.of(file));
      if (!files.contains(shared)) {
        files.add(shared);
      }
    }
  }

  private Path root(SharedFile.Folder folder) {
    return switch (folder) {
      case OBSERVERS -> observers;
      case DATASETS -> datasets;
      case BASES -> bases;
    };
  }

  private @Nullable Path inside(SharedFile.Folder folder, String path) {
    try {
      Path root = root(folder).toAbsolutePath().normalize();
      Path named = root.resolve(path).normalize();
      return !path.isEmpty() && named.startsWith(root) && !named.equals(root) ? named : null;
    } catch (InvalidPathException noPath) {
      return null;
    }
  }

  /** Returns where a file lies on this machine. */
  Path locate(SharedFile file) throws IOException {
    Path located = inside(file.folder(), file.path());
    if (located == null) {
      throw new IOException("%s is no path in a folder of studies".formatted(file.path()));
    }
    return located;
  }

  /** Returns whether the file exists on this machine with its digest. */
  boolean has(SharedFile file) throws IOException {
    Path located = locate(file);
    return Files.isRegularFile(located)
        && Files.size(located) == file.length()
        && digests.of(located).equals(file.digest());
  }

  /** Digests of files, computed again when size or time of a file change. Thread-safe. */
  static final class FileDigests {
    private record Known(long size, FileTime changed, String digest) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

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
}
