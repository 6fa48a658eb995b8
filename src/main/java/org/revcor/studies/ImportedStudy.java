package org.revcor.studies;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.revcor.Digest;
import org.revcor.InvalidInputException;
import org.revcor.Json;
import org.revcor.RevcorException;
import org.revcor.specification.StudyFile;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyView;

/**
 * A study out of an archive of a {@link StudyZip}, checked whole and unpacked beside the folders of
 * the others. {@link #place} moves it among them; what was not placed goes when it is closed.
 */
public final class ImportedStudy implements AutoCloseable {
  private static final String ARCHIVE = "archive";
  private static final String AS_EXPORTED = "as revcor export wrote it";
  private static final String STAGING = ".import-";
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_JSON = 16 << 20;
  private static final int BUFFER = 1 << 16;

  private final Path staging;
  private final StudyView study;

  private ImportedStudy(Path staging, StudyView study) {
    this.staging = staging;
    this.study = study;
  }

  /**
   * Unpacks an archive. Every file must be one that a study's folder may have and have the digest
   * that the archive's provenance says.
   *
   * @param archive a zip
   * @param settings where the folders of studies are, and what they all may have
   * @param most bytes that the files may have together
   * @throws InvalidInputException that names the entry, if the archive is damaged or none of a
   *     study
   * @throws StudyConflictException if there is no room for it
   */
  public static ImportedStudy unpack(Path archive, StudiesSettings settings, long most)
      throws IOException {
    Path staging = Files.createDirectory(staging(settings));
    try (ZipFile zip = opened(archive)) {
      List<ZipEntry> entries = entries(zip);
      Provenance provenance = provenance(zip, entries);
      DiskSpace.of(settings)
          .require(entries.stream().mapToLong(entry -> Math.max(0, entry.getSize())).sum());
      long left = most;
      for (ZipEntry entry : entries) {
        if (!entry.getName().equals(StudyZip.PROVENANCE)) {
          left -= unpack(zip, entry, staging, provenance, left, most);
        }
      }
      return new ImportedStudy(staging, study(staging));
    } catch (IOException | RuntimeException e) {
      delete(staging);
      throw e;
    }
  }

  /** Where something may lie that is not among the studies yet. */
  public static Path staging(StudiesSettings settings) {
    return settings.directory().resolve(STAGING + UUID.randomUUID());
  }

  private static ZipFile opened(Path archive) throws IOException {
    try {
      return new ZipFile(archive.toFile());
    } catch (ZipException e) {
      throw new InvalidInputException(
          ARCHIVE, "no zip that can be read (" + e.getMessage() + ")", AS_EXPORTED);
    }
  }

  private static List<ZipEntry> entries(ZipFile zip) {
    if (zip.size() > MAX_ENTRIES) {
      throw new InvalidInputException(
          ARCHIVE, "one of %d entries".formatted(zip.size()), AS_EXPORTED);
    }
    List<ZipEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    zip.stream().forEach(entries::add);
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      boolean known =
          RunDirectory.mayHave(name)
              || name.equals(RunDirectory.OBSERVER)
              || name.equals(StudyZip.PROVENANCE);
      if (!known) {
        throw damaged(shown(name), "no file of a study");
      }
      if (!names.add(name)) {
        throw damaged(name, "there twice");
      }
    }
    return entries;
  }

  private static Provenance provenance(ZipFile zip, List<ZipEntry> entries) throws IOException {
    Set<String> names = new TreeSet<>(entries.stream().map(ZipEntry::getName).toList());
    for (String name : RunDirectory.ALWAYS_THERE) {
      if (!names.contains(name)) {
        throw damaged(name, "missing");
      }
    }
    ZipEntry entry = zip.getEntry(StudyZip.PROVENANCE);
    if (entry == null) {
      throw damaged(StudyZip.PROVENANCE, "missing");
    }
    Provenance provenance;
    try (InputStream content = zip.getInputStream(entry)) {
      JsonNode json = Json.MAPPER.readTree(content.readNBytes(MAX_JSON));
      if (json.path("format").asInt() != Provenance.FORMAT) {
        throw damaged(
            StudyZip.PROVENANCE,
            "of format %s, and this version reads %d"
                .formatted(json.path("format"), Provenance.FORMAT));
      }
      provenance = Json.MAPPER.treeToValue(json, Provenance.class);
      Objects.requireNonNull(provenance.files());
    } catch (IOException | NullPointerException unreadable) {
      throw damaged(StudyZip.PROVENANCE, "not readable");
    }
    names.remove(StudyZip.PROVENANCE);
    for (String name : provenance.files().keySet()) {
      if (!names.contains(name)) {
        throw damaged(shown(name), "missing");
      }
    }
    return provenance;
  }

  /**
   * @return bytes that the entry took
   */
  private static long unpack(
      ZipFile zip, ZipEntry entry, Path staging, Provenance provenance, long left, long most)
      throws IOException {
    String name = entry.getName();
    Digest.Growing digest = Digest.growing();
    long size = 0;
    try (InputStream content = zip.getInputStream(entry);
        FileChannel file =
            FileChannel.open(
                staging.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = read(content, name, buffer); read >= 0; read = read(content, name, buffer)) {
        size += read;
        if (size > left) {
          throw new InvalidInputException(
              ARCHIVE,
              "one whose files have more than %d bytes (at %s)".formatted(most, name),
              "smaller, or the setting http.largest-study larger");
        }
        if (size > MAX_JSON && name.endsWith(".json")) {
          throw damaged(name, "larger than %d bytes".formatted(MAX_JSON));
        }
        digest.add(buffer, read);
        ByteBuffer rest = ByteBuffer.wrap(buffer, 0, read);
        while (rest.hasRemaining()) {
          file.write(rest);
        }
      }
      file.force(true);
    }
    if (!digest.end().equals(provenance.files().get(name))) {
      throw damaged(name, "damaged: its SHA-256 is not that of " + StudyZip.PROVENANCE);
    }
    return size;
  }

  private static int read(InputStream content, String name, byte[] buffer) {
    try {
      return content.read(buffer);
    } catch (IOException unreadable) {
      throw damaged(name, "damaged: " + unreadable.getMessage());
    }
  }

  private static StudyView study(Path staging) throws IOException {
    RunDirectory directory = new RunDirectory(staging);
    StudyView study =
        directory
            .record()
            .filter(ImportedStudy::isWhole)
            .orElseThrow(() -> damaged(RunDirectory.RECORD, "no record that this version reads"));
    if (!study.state().rests()) {
      throw damaged(RunDirectory.RECORD, "that of a study that did not come to rest");
    }
    JsonNode specification =
        Json.MAPPER.readTree(staging.resolve(RunDirectory.SPECIFICATION).toFile());
    if (!specification.equals(study.specification())) {
      throw damaged(RunDirectory.SPECIFICATION, "another one than the record says");
    }
    try {
      StudyFile.of(specification);
    } catch (RevcorException refused) {
      throw damaged(RunDirectory.SPECIFICATION, "not readable here: " + refused.getMessage());
    }
    return study;
  }

  /** What a reader of JSON leaves out is null. */
  private static boolean isWhole(StudyView study) {
    return Stream.of(
                study.id(),
                study.name(),
                study.state(),
                study.created(),
                study.observer(),
                study.shape(),
                study.specification(),
                study.readout(),
                study.estimator(),
                study.conventions(),
                study.plan(),
                study.stop(),
                study.warnings(),
                study.channels())
            .allMatch(Objects::nonNull)
        && study.shape().size() == 3;
  }

  private static InvalidInputException damaged(String entry, String how) {
    return new InvalidInputException(entry, how, AS_EXPORTED);
  }

  /** A name that may be anything. */
  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }

  /** The study, under the id that it had. */
  public StudyView study() {
    return study;
  }

  /**
   * Moves it among other studies.
   *
   * @param parent of the run directories
   * @param id of which there is none
   * @return the study under this id
   */
  StudyView place(Path parent, String id) throws IOException {
    StudyView placed = study;
    if (!study.id().equals(id)) {
      placed = study.called(id);
      new RunDirectory(staging).writeRecord(placed);
    }
    sync(staging);
    Files.move(staging, parent.resolve(id), StandardCopyOption.ATOMIC_MOVE);
    sync(parent);
    return placed;
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  /** Whether a folder is one of a study that was never placed. */
  static boolean isStaging(Path folder) {
    return folder.getFileName().toString().startsWith(STAGING);
  }

  /**
   * Deletes what a process that was killed had unpacked and not placed.
   *
   * @param parent of the run directories; made if missing
   */
  public static void clear(Path parent) throws IOException {
    Files.createDirectories(parent);
    List<Path> left;
    try (Stream<Path> all = Files.list(parent)) {
      left = all.filter(ImportedStudy::isStaging).toList();
    }
    for (Path folder : left) {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      new RunDirectory(folder).delete();
    } else {
      Files.deleteIfExists(folder);
    }
  }

  @Override
  public void close() throws IOException {
    delete(staging);
  }
}
