package org.revcor.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.revcor.RefusedException;
import org.revcor.schema.Json;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.KnownReport;
import org.revcor.study.results.ResultFiles;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.results.WholeLines;
import org.revcor.study.specification.RegressionEstimator;
import org.revcor.study.specification.StimulusSources;

/** Endpoints of the history of looks, the summary, and files that only some studies have. */
record ResultEndpoints(
    Actors actors, Path directory, StimulusSources sources, Executor readers, Executor large) {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";
  private static final List<String> FORMATS = List.of("json", "csv");

  /** Snapshots of maps; files of studies with covariance and of regressions, written at the end. */
  private static final List<Artefact> FILES =
      List.of(
          Artefact.MAPS_OVER_TRIALS,
          Artefact.STC,
          Artefact.STC_AXES,
          Artefact.STC_EIGENVALUES,
          Artefact.STC_IMAGE,
          Artefact.REGRESSION,
          Artefact.REGRESSION_TABLE,
          Artefact.COEFFICIENTS,
          Artefact.SCORE_COVARIANCE);

  List<Endpoint> endpoints() {
    return Stream.concat(
            Stream.of(
                Endpoint.get(STUDY + "/history", this::history),
                Endpoint.get(STUDY + "/summary", this::summary)),
            Stream.concat(FILES.stream(), KnownReport.FILES.stream()).map(this::file))
        .toList();
  }

  private Endpoint file(Artefact file) {
    return Endpoint.get(
        STUDY + "/" + file.fileName(),
        request -> actors.study(request.id()).thenApplyAsync(study -> read(study, file), large));
  }

  private HttpResponse read(StudyView study, Artefact file) {
    ContentType type = HttpResponses.typeOf(file.format());
    ResultFiles results = run(study).results();
    try {
      if (KnownReport.FILES.contains(file)) {
        return HttpResponses.download(type, study, file.fileName(), known(study, file));
      }
      Optional<Path> checked = results.checked(file);
      return checked.isPresent()
          ? HttpResponses.download(type, study, file.fileName(), checked.get())
          : HttpResponses.download(type, study, file.fileName(), results.read(file));
    } catch (NoSuchFileException e) {
      throw ProblemException.notFound(
          "study %s has no %s; files of covariance and regressions are written at the end"
              .formatted(study.id(), file.fileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a file of the report on a regression. */
  private byte[] known(StudyView study, Artefact file) throws IOException {
    run(study).results().read(Artefact.REGRESSION);
    EndedStudy ended = new EndedStudy(run(study), study, "study", study.id());
    ScoreBasis basis = RegressionEstimator.basisOf(ended.specification(), sources).orElseThrow();
    return KnownReport.of(ended).file(file, ended, basis);
  }

  private CompletionStage<HttpResponse> history(Request request) {
    boolean csv = request.parameter("format", "json", FORMATS).equals("csv");
    long from = request.parameter("from", 0L, 0L, Long.MAX_VALUE);
    return actors
        .study(request.id())
        .thenApplyAsync(study -> history(run(study), csv, from), readers);
  }

  private static HttpResponse history(RunDirectory run, boolean csv, long from) {
    Uncheck.run(() -> run.results().checked(Artefact.HISTORY));
    History history = new History(run.history(), from);
    return HttpResponse.create()
        .withEntity(
            csv
                ? HttpEntities.create(HttpResponses.CSV, history.csv())
                : HttpEntities.create(HttpResponses.JSON, history.json()));
  }

  private CompletionStage<HttpResponse> summary(Request request) {
    return actors.study(request.id()).thenApplyAsync(this::summary, readers);
  }

  private HttpResponse summary(StudyView study) {
    try {
      return HttpResponses.of(200, HttpResponses.JSON, run(study).results().read(Artefact.SUMMARY));
    } catch (NoSuchFileException e) {
      throw RefusedException.conflict(
          "study %s has no summary yet; it is written when the study ends with results"
              .formatted(study.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunDirectory run(StudyView study) {
    return new RunDirectory(directory.resolve(study.id()));
  }

  /**
   * Streams the history of a study, which is long for many channels.
   *
   * @param from omits looks of fewer trials
   */
  record History(Path file, long from) {
    private static final int LINES_PER_CHUNK = 256;

    /** Returns the content of the file. */
    Source<ByteString, NotUsed> csv() {
      return lines()
          .grouped(LINES_PER_CHUNK)
          .map(
              lines ->
                  ByteString.fromString(
                      lines.stream().map(line -> line + "\n").collect(Collectors.joining())));
    }

    /** Returns {@code {"rows":[{...}]}}, with the columns of the file. */
    Source<ByteString, NotUsed> json() {
      AtomicBoolean first = new AtomicBoolean(true);
      return lines()
          .prefixAndTail(1)
          .flatMapConcat(
              file ->
                  file.first().isEmpty()
                      ? Source.<ObjectNode>empty()
                      : rows(file.first().getFirst(), file.second()))
          .grouped(LINES_PER_CHUNK)
          .map(
              rows ->
                  ByteString.fromString(
                      rows.stream()
                          .map(row -> (first.getAndSet(false) ? "" : ",") + JsonBody.text(row))
                          .collect(Collectors.joining())))
          .prepend(Source.single(ByteString.fromString("{\"rows\":[")))
          .concat(Source.single(ByteString.fromString("]}")));
    }

    private static Source<ObjectNode, NotUsed> rows(String head, Source<String, NotUsed> lines) {
      List<String> columns = WholeLines.values(head);
      return lines.map(line -> row(columns, WholeLines.values(line)));
    }

    private Source<String, NotUsed> lines() {
      return Source.unfoldResource(() -> new WholeLines(file), WholeLines::next, WholeLines::close)
          .zipWithIndex()
          .filter(line -> from == 0 || line.second() == 0 || trials(line.first()) >= from)
          .map(Pair::first);
    }

    /** Returns the first column of a row, its trials. */
    private static long trials(String row) {
      return Long.parseLong(row.substring(0, row.indexOf(',')));
    }

    private static ObjectNode row(List<String> columns, List<String> values) {
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
        String column = columns.get(i);
        switch (column) {
          case "channel", "standing" -> row.put(column, values.get(i));
          case "trials" -> row.put(column, Long.parseLong(values.get(i)));
          default -> row.put(column, Json.finite(Double.parseDouble(values.get(i))));
        }
      }
      return row;
    }
  }
}
