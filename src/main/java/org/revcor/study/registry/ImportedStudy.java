package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.RevcorException;
import org.revcor.file.FolderTree;
import org.revcor.file.UnpackedEntry;
import org.revcor.schema.Json;
import org.revcor.study.registry.StudyZip.Provenance;
import org.revcor.study.results.FileCheck;
import org.revcor.study.results.ResultFiles.DamagedFileException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.TimedId;
import org.revcor.study.specification.StudyFile;

/**
 * A study unpacked from the archive of a {@link StudyZip} into a staging folder, and checked.
 * {@link StudyFiles#move} makes it one of the server's studies; otherwise {@link #close} deletes
 * it.
 *
 * @param study with its original id
 */
public record ImportedStudy(Path staging, StudyView study) implements AutoCloseable {
  private static final String ARCHIVE = "archive";
  private static final String AS_EXPORTED = "as written by revcor export";
  private static final int MAX_ENTRIES = 1_000;

  /** Parsed JSON takes up to 32 times its bytes, and a study is several trees. */
  private static final int MAX_JSON_BYTES =
      (int) Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 128);

  /** Record and study file of one archive at a time are parsed. */
  private static final Object PARSING = new Object();

  /** Lists and queues have the order of the ids. */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofDays(1);

  /** Exports compress only text, to about a tenth. */
  private static final long MAX_RATIO = 100;

  /**
   * Unpacks an archive. Every file must belong to a run directory and have the digest in the
   * archive's provenance.
   *
   * @param archive a zip
   * @param settings folder and disk quota of the studies
   * @param maxBytes maximum total size of the files
   * @param owner its new owner; null for none
   * @throws InvalidInputException if the archive is damaged or contains no study; its field is the
   *     entry's name
   * @throws RefusedException if the disk space is too small
   */
  public static ImportedStudy unpack(
      Path archive, StudiesSettings settings, long maxBytes, @Nullable String owner)
      throws IOException {
    Path staging = Files.createDirectory(StagingFolder.in(settings.directory()));
    try (ZipFile zip = opened(archive)) {
      List<? extends ZipEntry> entries = entries(zip);
      DiskSpace.of(settings).require(declaredBytes(entries, Files.size(archive), maxBytes));
      Provenance provenance;
      synchronized (PARSING) {
        provenance = provenance(zip, entries);
      }
      for (ZipEntry entry : entries) {
        if (!entry.getName().equals(StudyZip.PROVENANCE)) {
          unpack(zip, entry, staging, provenance);
        }
      }
      StudyView study;
      synchronized (PARSING) {
        study = study(staging).withOwner(owner);
      }
      check(new RunDirectory(staging), study);
      new RunDirectory(staging).results().storeDigests(provenance.files());
      new RunDirectory(staging).writeRecord(study);
      return new ImportedStudy(staging, study);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      new FolderTree(staging).delete();
      throw e;
    }
  }

  private static ZipFile opened(Path archive) throws IOException {
    try {
      return new ZipFile(archive.toFile());
    } catch (ZipException e) {
      throw new InvalidInputException(
          ARCHIVE, "not a readable zip (" + e.getMessage() + ")", AS_EXPORTED);
    }
  }

  private static List<? extends ZipEntry> entries(ZipFile zip) {
    if (zip.size() > MAX_ENTRIES) {
      throw new InvalidInputException(
          ARCHIVE, "a zip with %d entries".formatted(zip.size()), AS_EXPORTED);
    }
    Set<String> names = new HashSet<>();
    List<? extends ZipEntry> entries = Collections.list(zip.entries());
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      if (!RunDirectory.mayHave(name)
          && !Set.of(RunDirectory.OBSERVER, StudyZip.PROVENANCE).contains(name)) {
        throw damaged(sanitized(name), "not a file of a study");
      }
      if (!names.add(name)) {
        throw damaged(name, "contained twice");
      }
    }
    return entries;
  }

  /**
   * Returns the total size that the entries declare. {@link #unpack} checks that no entry has more.
   *
   * @throws InvalidInputException if it is too large, or too large for a zip of this size
   */
  private static long declaredBytes(
      List<? extends ZipEntry> entries, long zipBytes, long maxBytes) {
    long total = 0;
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      if (entry.getSize() < 0 || entry.getSize() > maxBytes - total) {
        throw new InvalidInputException(
            ARCHIVE,
            "larger than %d bytes (at %s)".formatted(maxBytes, name),
            "smaller; or increase the setting http.largest-study");
      }
      if (entry.getSize() > MAX_JSON_BYTES && name.endsWith(".json")) {
        throw damaged(name, "larger than %d bytes".formatted(MAX_JSON_BYTES));
      }
      total += entry.getSize();
    }
    if (total > MAX_RATIO * zipBytes) {
      throw new InvalidInputException(
          ARCHIVE,
          "a zip of %d bytes that unpacks to %d, more than %d times its size"
              .formatted(zipBytes, total, MAX_RATIO),
          AS_EXPORTED);
    }
    return total;
  }

  private static Provenance provenance(ZipFile zip, List<? extends ZipEntry> entries)
      throws IOException {
    Set<String> names = new HashSet<>(entries.stream().map(ZipEntry::getName).toList());
    RunDirectory.REQUIRED_FILES.forEach(name -> requireOne(name, names));
    requireOne(StudyZip.PROVENANCE, names);
    try (InputStream content = zip.getInputStream(zip.getEntry(StudyZip.PROVENANCE))) {
      JsonNode json = Json.MAPPER.readTree(content.readNBytes(MAX_JSON_BYTES));
      if (json.path("format").asInt() != Provenance.FORMAT) {
        throw damaged(
            StudyZip.PROVENANCE,
            "of format %s, but this version reads %d"
                .formatted(json.path("format"), Provenance.FORMAT));
      }
      Provenance provenance = Json.MAPPER.treeToValue(json, Provenance.class);
      names.remove(StudyZip.PROVENANCE);
      provenance.files().keySet().forEach(name -> requireOne(name, names));
      return provenance;
    } catch (IOException | NullPointerException unreadable) {
      throw damaged(StudyZip.PROVENANCE, "not readable");
    }
  }

  private static void requireOne(String name, Set<String> names) {
    if (!names.contains(name)) {
      throw damaged(sanitized(name), "missing");
    }
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path staging, Provenance provenance)
      throws IOException {
    String name = entry.getName();
    String digest =
        UnpackedEntry.write(zip, entry, staging.resolve(name), why -> damaged(name, why));
    if (!digest.equals(provenance.files().get(name))) {
      throw damaged(name, "damaged: its SHA-256 differs from " + StudyZip.PROVENANCE);
    }
  }

  private static StudyView study(Path staging) throws IOException {
    RunDirectory directory = new RunDirectory(staging);
    StudyView study =
        directory
            .storedRecord()
            .orElseThrow(
                () -> damaged(RunDirectory.RECORD, "not a record that this version reads"));
    if (!study.lifecycle().state().isInactive()) {
      throw damaged(
          RunDirectory.RECORD, "the record of a study that is neither finished nor paused");
    }
    Instant latest = Instant.now().plus(MAX_CLOCK_DIFFERENCE);
    if (TimedId.time(study.id()).filter(latest::isBefore).isPresent()) {
      throw damaged(RunDirectory.RECORD, "of study %s, in the future".formatted(study.id()));
    }
    JsonNode specification =
        Json.MAPPER.readTree(staging.resolve(RunDirectory.SPECIFICATION).toFile());
    if (!specification.equals(study.setup().completeFile())) {
      throw damaged(RunDirectory.SPECIFICATION, "different from the study file in the record");
    }
    try {
      StudyFile.of(study.setup().specification());
    } catch (RevcorException refused) {
      throw damaged(RunDirectory.SPECIFICATION, "not readable here: " + refused.getMessage());
    }
    return study;
  }

  /** Checks the files without their digests, which are those of the archive. */
  private static void check(RunDirectory directory, StudyView study) throws IOException {
    try {
      new FileCheck(directory, study).run();
    } catch (DamagedFileException damaged) {
      throw damaged(damaged.name(), damaged.how());
    }
  }

  private static InvalidInputException damaged(String entry, String how) {
    return new InvalidInputException(entry, how, AS_EXPORTED);
  }

  /** Returns an untrusted name without control characters, shortened to 80 characters. */
  private static String sanitized(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }

  /**
   * Gives the study an id of this server.
   *
   * @param id unused
   */
  StudyView withId(String id) throws IOException {
    if (study.id().equals(id)) {
      return study;
    }
    StudyView renamed =
        study
            .withId(id)
            .withWarning(
                "the archive is of study %s, whose id this server has used; it may have been imported before"
                    .formatted(study.id()));
    new RunDirectory(staging).writeRecord(renamed);
    return renamed;
  }

  @Override
  public void close() throws IOException {
    new FolderTree(staging).delete();
  }
}
