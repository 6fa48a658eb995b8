package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/**
 * Endpoints of files that only some studies have, once they have ended.
 *
 * @param directory parent of the run directories
 * @param readers executor for file access
 */
record EndFileEndpoints(AskStudies studies, Path directory, Executor readers) {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";

  /** Which studies have a file. */
  private enum Of {
    COVARIANCE(
        "does not compute covariance; add covariance {} to the study file",
        "has not ended; its axes are computed at the end") {
      @Override
      boolean has(JsonNode study) {
        return study.has("covariance");
      }
    },
    REGRESSION(
        "is no regression; its estimator must be regression",
        "has not ended; its channels are compared at the end") {
      @Override
      boolean has(JsonNode study) {
        return study.path("estimator").asText().equals("regression");
      }
    };

    private final String unlessIncluded;
    private final String untilEnded;

    Of(String unlessIncluded, String untilEnded) {
      this.unlessIncluded = unlessIncluded;
      this.untilEnded = untilEnded;
    }

    /** Returns whether a specification asks for the file. */
    abstract boolean has(JsonNode study);
  }

  private static final String IMAGE = "stc.png";

  List<Endpoint> endpoints() {
    return List.of(
        file("stc.json", HttpResponses.JSON, Of.COVARIANCE),
        file("stc-axes.npy", HttpResponses.NPY, Of.COVARIANCE),
        file("stc-eigenvalues.npy", HttpResponses.NPY, Of.COVARIANCE),
        file(IMAGE, HttpResponses.PNG, Of.COVARIANCE),
        file("regression.json", HttpResponses.JSON, Of.REGRESSION),
        file("regression.csv", HttpResponses.CSV, Of.REGRESSION),
        file("coefficients.npy", HttpResponses.NPY, Of.REGRESSION),
        file("score-covariance.npy", HttpResponses.NPY, Of.REGRESSION));
  }

  private Endpoint file(String name, ContentType type, Of of) {
    return Endpoint.get(
        STUDY + "/" + name,
        request ->
            studies
                .get(request.variable("id"))
                .thenApplyAsync(
                    study -> HttpResponses.download(type, name, read(study, name, of)), readers));
  }

  private byte[] read(StudyView study, String name, Of of) {
    if (!of.has(study.setup().specification().path("study"))) {
      throw notFound(study, of.unlessIncluded);
    }
    if (!study.lifecycle().state().isEnded()) {
      throw notFound(study, of.untilEnded);
    }
    try {
      return new RunDirectory(directory.resolve(study.id())).results().endFile(name);
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

  private static ProblemException notFound(StudyView study, String why) {
    return ProblemException.notFound("study %s %s".formatted(study.id(), why));
  }
}
