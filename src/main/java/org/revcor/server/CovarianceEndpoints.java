package org.revcor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/** Endpoints of the spike-triggered covariance of ended studies. */
final class CovarianceEndpoints {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";
  private static final String IMAGE = "stc.png";

  private final AskStudies studies;
  private final Path directory;
  private final Executor readers;

  /**
   * @param directory parent of the run directories
   * @param readers executor for file access
   */
  CovarianceEndpoints(AskStudies studies, Path directory, Executor readers) {
    this.studies = studies;
    this.directory = directory;
    this.readers = readers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        file("stc.json", HttpResponses.JSON),
        file("stc-axes.npy", HttpResponses.NPY),
        file("stc-eigenvalues.npy", HttpResponses.NPY),
        file(IMAGE, HttpResponses.PNG));
  }

  private Endpoint file(String name, ContentType type) {
    return Endpoint.get(STUDY + "/" + name, request -> response(request, name, type));
  }

  private CompletionStage<HttpResponse> response(Request request, String name, ContentType type) {
    return studies
        .get(request.variable("id"))
        .thenApplyAsync(study -> HttpResponses.download(type, name, read(study, name)), readers);
  }

  private byte[] read(StudyView study, String name) {
    if (!study.setup().specification().path("study").has("covariance")) {
      throw notFound(study, "does not compute covariance; add covariance {} to the study file");
    }
    if (!study.lifecycle().state().isEnded()) {
      throw notFound(study, "has not ended; its axes are computed at the end");
    }
    try {
      return Files.readAllBytes(
          new RunDirectory(directory.resolve(study.id())).results().covariance(name));
    } catch (NoSuchFileException e) {
      throw notFound(
          study,
          name.equals(IMAGE)
                  && study.lifecycle().end() != null
                  && study.lifecycle().problem() == null
              ? "has no axis to show; see stc.json"
              : "ended without results");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RefusedException notFound(StudyView study, String why) {
    return new RefusedException(Problem.notFound("study %s %s".formatted(study.id(), why)));
  }
}
