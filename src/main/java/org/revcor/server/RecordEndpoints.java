package org.revcor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyConflictException;

/**
 * Endpoints of the history of looks and the summary in a run directory.
 *
 * @param directory parent of the run directories
 * @param readers executor for file access
 */
record RecordEndpoints(AskStudies studies, Path directory, Executor readers) {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";
  private static final List<String> FORMATS = List.of("json", "csv");

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(STUDY + "/history", this::history),
        Endpoint.get(STUDY + "/summary", this::summary));
  }

  private CompletionStage<HttpResponse> history(Request request) {
    boolean csv =
        request.parameter("format", acceptsCsv(request) ? "csv" : "json", FORMATS).equals("csv");
    return studies
        .get(request.variable("id"))
        .thenApplyAsync(study -> history(run(study.id()), csv), readers);
  }

  private static HttpResponse history(RunDirectory run, boolean csv) {
    Uncheck.run(() -> run.results().checkHistory());
    History history = new History(run.history());
    return HttpResponse.create()
        .withEntity(
            csv
                ? HttpEntities.create(HttpResponses.CSV, history.csv())
                : HttpEntities.create(HttpResponses.JSON, history.json()));
  }

  /** Returns whether the client accepts CSV but not JSON. */
  private static boolean acceptsCsv(Request request) {
    String accept = request.http().getHeader("Accept").map(HttpHeader::value).orElse("");
    return accept.contains("text/csv") && !accept.contains("application/json");
  }

  private CompletionStage<HttpResponse> summary(Request request) {
    return studies
        .get(request.variable("id"))
        .thenApplyAsync(study -> summary(study.id()), readers);
  }

  private HttpResponse summary(String id) {
    try {
      return HttpResponses.of(200, HttpResponses.JSON, run(id).results().readSummary());
    } catch (NoSuchFileException e) {
      throw new StudyConflictException(
          "study " + id + " has no summary yet; it is written when the study ends with results");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunDirectory run(String id) {
    return new RunDirectory(directory.resolve(id));
  }
}
