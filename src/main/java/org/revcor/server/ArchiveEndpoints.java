package org.revcor.server;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.revcor.RefusedException;
import org.revcor.study.registry.ExportedStudy;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyReport;
import org.revcor.study.results.StudyView;

/** Endpoints that export studies as archives, and write reports. */
record ArchiveEndpoints(Actors actors, Path directory, Executor large) {
  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(StudyEndpoints.ROOT + "/{id}/export", this::exportStudy),
        Endpoint.get(StudyEndpoints.ROOT + "/{id}/report.html", this::report));
  }

  private CompletionStage<HttpResponse> exportStudy(Request request) {
    return actors
        .<ExportedStudy>study(request.id(), StudyRequest.Export::new)
        .thenApply(
            study ->
                HttpResponse.create()
                    .withEntity(HttpEntities.create(HttpResponses.ZIP, chunks(study)))
                    .addHeader(
                        RawHeader.create(
                            "Content-Disposition",
                            "attachment; filename=\"%s.zip\"".formatted(request.id()))));
  }

  private CompletionStage<HttpResponse> report(Request request) {
    return actors.study(request.id()).thenApplyAsync(this::report, large);
  }

  private HttpResponse report(StudyView study) {
    if (!study.lifecycle().state().isEnded()) {
      throw RefusedException.conflict(
          "study %s has not ended; its report follows at the end".formatted(study.id()));
    }
    EndedStudy ended = EndedStudy.in("id", study.id(), directory.resolve(study.id()));
    return HttpResponses.html(Uncheck.get(() -> StudyReport.page(ended)));
  }

  private static Source<ByteString, ?> chunks(ExportedStudy study) {
    return Source.unfoldResource(
            () -> study, zip -> zip.next().map(ByteString::fromArrayUnsafe), ExportedStudy::close)
        .withAttributes(ActorAttributes.dispatcher(ServerStart.LARGE_REQUESTS));
  }
}
