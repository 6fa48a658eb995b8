package org.revcor.study.registry;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorVersion;
import org.revcor.file.Digest;
import org.revcor.inference.Platform;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.training.Card;
import org.revcor.schema.Json;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/**
 * Writes the archive of a study in chunks: a zip of its run directory, the description of its
 * observer, and its {@link Provenance}. Equal studies give equal archives.
 */
public final class StudyZip implements Closeable {
  static final String PROVENANCE = "provenance.json";

  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int CHUNK_BYTES = 1 << 18;

  /**
   * Description of the observer in an archive.
   *
   * @param card how it was trained; null if unknown
   */
  private record Described(StudyView.ObserverView observer, @Nullable Card card) {}

  private final ExportedStudy exported;
  private final Catalogue catalogue;
  private final Deque<ExportedStudy.Part> left;
  private final Map<String, String> digests = new TreeMap<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(written);
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
  private Digest.Growing digest = Digest.growing();
  private long at;
  private boolean ended;

  /**
   * @param exported study to write; closed by {@link #close}
   * @param catalogue source of the observer's card
   */
  public StudyZip(ExportedStudy exported, Catalogue catalogue) {
    this.exported = exported;
    this.catalogue = catalogue;
    this.left = new ArrayDeque<>(exported.parts());
  }

  /** Returns the next bytes, possibly zero; empty at the end. */
  public Optional<byte[]> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    ExportedStudy.Part part = left.peek();
    if (part == null) {
      finish();
    } else {
      copy(part);
    }
    byte[] bytes = written.toByteArray();
    written.reset();
    return Optional.of(bytes);
  }

  private void copy(ExportedStudy.Part part) throws IOException {
    if (at == 0) {
      zip.setLevel(level(part.name()));
      zip.putNextEntry(entry(part.name()));
    }
    part.read(at, buffer.clear());
    digest.add(buffer.array(), buffer.position());
    zip.write(buffer.array(), 0, buffer.position());
    at += buffer.position();
    if (at == part.size()) {
      zip.closeEntry();
      digests.put(part.name(), digest.end());
      digest = Digest.growing();
      at = 0;
      left.remove();
    }
  }

  /** Numeric files shrink by a few percent, at several times the cost of their digest. */
  private static int level(String name) {
    boolean text = name.endsWith(".json") || name.endsWith(".csv");
    return text ? Deflater.DEFAULT_COMPRESSION : Deflater.NO_COMPRESSION;
  }

  private void finish() throws IOException {
    zip.setLevel(Deflater.DEFAULT_COMPRESSION);
    StudyView study = exported.study();
    byte[] observer = observer(study);
    digests.put(RunDirectory.OBSERVER, Digest.of(observer));
    write(RunDirectory.OBSERVER, observer);
    write(PROVENANCE, Json.bytes(Provenance.of(study, digests)));
    zip.finish();
    ended = true;
  }

  /** Prefers a card of this server to the observer file of an unpacked archive. */
  private byte[] observer(StudyView study) {
    Optional<Card> card = card(study);
    return card.isEmpty() && exported.observer().isPresent()
        ? exported.observer().get()
        : Json.bytes(new Described(study.setup().observer(), card.orElse(null)));
  }

  /** Returns the card of the network with the studied observer's digest. */
  private Optional<Card> card(StudyView study) {
    return catalogue
        .find(study.setup().observer().name())
        .filter(
            entry ->
                entry
                    .description()
                    .map(ObserverDescription::digest)
                    .filter(study.setup().observer().digest()::equals)
                    .isPresent())
        .flatMap(CatalogueEntry::card);
  }

  private void write(String name, byte[] content) throws IOException {
    zip.putNextEntry(entry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }

  @Override
  public void close() throws IOException {
    exported.close();
    zip.close();
  }

  /**
   * The origin of a study archive.
   *
   * @param revcor version of Revcor that wrote the archive
   * @param platform hardware, engine and engine version of the computation
   * @param files SHA-256 of all other files in the archive, by name
   */
  record Provenance(
      int format,
      String study,
      String revcor,
      String generator,
      Platform platform,
      String observer,
      Map<String, String> files) {
    static final int FORMAT = 1;

    static Provenance of(StudyView study, Map<String, String> files) {
      return new Provenance(
          FORMAT,
          study.id(),
          RevcorVersion.TEXT,
          study.setup().plan().generator(),
          study.setup().plan().platform(),
          study.setup().observer().digest(),
          new TreeMap<>(files));
    }
  }
}
