package org.revcor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.studies.ExportedStudy;
import org.revcor.studies.ImportedStudy;
import org.revcor.studies.StudiesSettings;
import org.revcor.studies.StudyZip;
import org.revcor.study.StudyView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Studies that leave the server as an archive, and come to it so. */
final class ArchiveEndpoints {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveEndpoints.class);

  /** A large archive is received, unpacked and checked before it is answered. */
  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(30);

  private final AskStudies studies;
  private final StudiesSettings settings;
  private final long largest;
  private final Catalogue catalogue;
  private final Executor readers;

  /**
   * @param settings where the folders of studies are
   * @param largest most bytes of an archive, and of what is in it
   * @param readers where files are read and written
   */
  ArchiveEndpoints(
      AskStudies studies,
      StudiesSettings settings,
      long largest,
      Catalogue catalogue,
      Executor readers) {
    this.studies = studies;
    this.settings = settings;
    this.largest = largest;
    this.catalogue = catalogue;
    this.readers = readers;
    try {
      ImportedStudy.deleteStaging(settings.directory());
    } catch (IOException e) {
      LOG.warn("what is left of imports that broke off could not be deleted", e);
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(StudyEndpoints.ROOT + "/{id}/export", this::exportStudy),
        Endpoint.archive(StudyEndpoints.ROOT + "/import", this::importStudy));
  }

  private CompletionStage<HttpResponse> exportStudy(Request request) {
    return studies
        .export(request.variable("id"))
        .thenApply(
            study ->
                HttpResponse.create()
                    .withEntity(HttpEntities.create(HttpResponses.ZIP, pieces(study)))
                    .addHeader(
                        RawHeader.create(
                            "Content-Disposition",
                            "attachment; filename=\"%s.zip\"".formatted(study.study().id()))));
  }

  private Source<ByteString, ?> pieces(ExportedStudy study) {
    return Source.unfoldResource(
        () -> new StudyZip(study, catalogue),
        zip -> zip.next().map(ByteString::fromArrayUnsafe),
        StudyZip::close);
  }

  private CompletionStage<HttpResponse> importStudy(Request request) {
    if (!request.hasBody()) {
      throw new RefusedException(Problem.unsupportedMediaType("", "application/zip"));
    }
    request
        .http()
        .getHeader(TimeoutAccess.class)
        .ifPresent(header -> header.timeoutAccess().updateTimeout(IMPORT_TIMEOUT));
    Path archive = ImportedStudy.staging(settings);
    return received(request, archive)
        .thenApplyAsync(size -> unpacked(archive, size), readers)
        .whenCompleteAsync((unpacked, failure) -> deleted(archive), readers)
        .thenCompose(this::adopted)
        .thenApply(
            study ->
                HttpResponses.json(201, study)
                    .addHeader(
                        RawHeader.create("Location", StudyEndpoints.ROOT + "/" + study.id())));
  }

  /**
   * Writes the body to a file, no more of it than may be, and reads to its end all the same: who is
   * answered before that may not hear it.
   *
   * @return bytes of the body
   */
  private CompletionStage<Long> received(Request request, Path archive) {
    HttpEntity body = request.http().entity().withoutSizeLimit();
    OptionalLong told = body.getContentLengthOption();
    boolean inVain = told.isPresent() && told.getAsLong() > largest;
    AtomicLong size = new AtomicLong();
    return body.getDataBytes()
        .filter(piece -> size.addAndGet(piece.length()) <= largest && !inVain)
        .runWith(FileIO.toPath(archive), request.materializer())
        .thenApply(written -> size.get());
  }

  private ImportedStudy unpacked(Path archive, long size) {
    if (size > largest) {
      throw new RefusedException(Problem.tooLarge(largest));
    }
    try {
      return ImportedStudy.unpack(archive, settings, largest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleted(Path archive) {
    try {
      Files.deleteIfExists(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletionStage<StudyView> adopted(ImportedStudy study) {
    return studies
        .adopt(study)
        .whenCompleteAsync(
            (view, failure) -> {
              // without an answer it may still be moved to its place
              if (!(failure instanceof TimeoutException)) {
                closed(study);
              }
            },
            readers);
  }

  private static void closed(ImportedStudy study) {
    try {
      study.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
