package org.revcor.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.revcor.RefusedException;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.registry.ExportedStudy;
import org.revcor.study.registry.ImportedStudy;
import org.revcor.study.registry.StagingFolder;
import org.revcor.study.registry.StudiesSettings;
import org.revcor.study.registry.StudyZip;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyReport;
import org.revcor.study.results.StudyView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoints that export and import studies as archives, and write reports.
 *
 * @param settings folder and quota of the studies
 * @param maxBytes maximum size of an archive, packed and unpacked
 * @param readers executor for file access
 * @param large executor of reports
 */
record ArchiveEndpoints(
    AskStudies studies,
    StudiesSettings settings,
    long maxBytes,
    Catalogue catalogue,
    Executor readers,
    Executor large) {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveEndpoints.class);

  /**
   * Timeout of imports. It is long, since a large archive is received, unpacked and checked before
   * the response.
   */
  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(30);

  /** Deletes the files of imports that an earlier server has not completed. */
  ArchiveEndpoints {
    try {
      StagingFolder.deleteAll(settings.directory());
    } catch (IOException e) {
      LOG.warn("the files of interrupted imports and deletions cannot be deleted", e);
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(StudyEndpoints.ROOT + "/{id}/export", this::exportStudy),
        Endpoint.get(StudyEndpoints.ROOT + "/{id}/report.html", this::report),
        Endpoint.archive(StudyEndpoints.ROOT + "/import", this::importStudy)
            .withTimeout(IMPORT_TIMEOUT));
  }

  private CompletionStage<HttpResponse> exportStudy(Request request) {
    return studies
        .export(request.id())
        .thenApply(
            study ->
                HttpResponse.create()
                    .withEntity(HttpEntities.create(HttpResponses.ZIP, chunks(study)))
                    .addHeader(
                        RawHeader.create(
                            "Content-Disposition",
                            "attachment; filename=\"%s.zip\"".formatted(study.study().id()))));
  }

  private CompletionStage<HttpResponse> report(Request request) {
    return studies.get(request.id()).thenApplyAsync(this::report, large);
  }

  private HttpResponse report(StudyView study) {
    if (!study.lifecycle().state().isEnded()) {
      throw RefusedException.conflict(
          "study %s has not ended; its report follows at the end".formatted(study.id()));
    }
    EndedStudy ended = EndedStudy.in("id", study.id(), settings.directory().resolve(study.id()));
    return HttpResponses.html(Uncheck.get(() -> StudyReport.page(ended)));
  }

  private Source<ByteString, ?> chunks(ExportedStudy study) {
    return Source.unfoldResource(
            () -> new StudyZip(study, catalogue),
            zip -> zip.next().map(ByteString::fromArrayUnsafe),
            StudyZip::close)
        .withAttributes(ActorAttributes.dispatcher(LargeRequests.DISPATCHER));
  }

  private CompletionStage<HttpResponse> importStudy(Request request) {
    if (!request.hasBody()) {
      throw ProblemException.unsupportedMediaType("", "application/zip");
    }
    Path archive = StagingFolder.in(settings.directory());
    return receive(request, archive)
        .thenApplyAsync(size -> unpack(archive, size, request.caller()), readers)
        .whenCompleteAsync(
            (unpacked, failure) -> Uncheck.run(() -> Files.deleteIfExists(archive)), readers)
        .thenCompose(this::importUnpacked)
        .thenApply(StudyEndpoints::created);
  }

  /**
   * Writes the body to a file, up to the maximum size. Always reads it to its end, since a client
   * may not read a response while it sends.
   *
   * @return size of the body in bytes
   */
  private CompletionStage<Long> receive(Request request, Path archive) {
    HttpEntity body = request.http().entity().withoutSizeLimit();
    OptionalLong declared = body.getContentLengthOption();
    boolean isTooLarge = declared.isPresent() && declared.getAsLong() > maxBytes;
    AtomicLong size = new AtomicLong();
    return body.getDataBytes()
        .filter(chunk -> size.addAndGet(chunk.length()) <= maxBytes && !isTooLarge)
        .runWith(FileIO.toPath(archive), request.materializer())
        .thenApply(written -> size.get());
  }

  private ImportedStudy unpack(Path archive, long size, Caller caller) {
    if (size > maxBytes) {
      throw ProblemException.tooLarge(maxBytes);
    }
    return Uncheck.get(() -> ImportedStudy.unpack(archive, settings, maxBytes, caller.name()));
  }

  private CompletionStage<StudyView> importUnpacked(ImportedStudy study) {
    return studies
        .importStudy(study)
        .whenCompleteAsync(
            (view, failure) -> {
              // after a timeout the study may still be imported
              if (!(failure instanceof TimeoutException)) {
                Uncheck.run(study::close);
              }
            },
            readers);
  }
}
