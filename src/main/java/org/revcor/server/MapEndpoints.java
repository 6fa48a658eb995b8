package org.revcor.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.schema.Spelling;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.ClassificationImages;
import org.revcor.study.results.MapAnimation;
import org.revcor.study.results.MapImage;
import org.revcor.study.results.ResultFiles;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.Significance;
import org.revcor.study.results.Significance.PixelTest;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;

/** Endpoints of maps as arrays and images, and of tests which of their pixels are significant. */
record MapEndpoints(Actors actors, Path directory, Executor large) {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";

  private static final String SIGNIFICANT = "significant";

  private static final List<String> VIEWS =
      Stream.concat(Stream.of(MapView.values()).map(Spelling::word), Stream.of(SIGNIFICANT))
          .toList();
  private static final String MAP = Spelling.word(MapView.MAP);
  private static final String ERROR = Spelling.word(MapView.ERROR);
  private static final List<String> CLASSIFICATION_VIEWS = List.of(MAP, ERROR);
  private static final int MAX_SCALE = 32;

  List<Endpoint> endpoints() {
    return List.of(
        file("maps.npy", HttpResponses.NPY, request -> maps(request).npy()),
        file("errors.npy", HttpResponses.NPY, request -> maps(request, MapView.ERROR).npy()),
        file(
            "counts.npy",
            HttpResponses.NPY,
            request -> Npy.counts(maps(request, MapView.MAP).counts())),
        Endpoint.get(
            STUDY + "/significance",
            request ->
                CompletableFuture.supplyAsync(
                    () -> HttpResponses.json(200, significance(request, z(request))), large)),
        file("maps.png", HttpResponses.PNG, request -> MapImage.sheet(maps(request))),
        file("maps-over-trials.gif", HttpResponses.GIF, this::animation),
        file("maps/{channel}.png", HttpResponses.PNG, this::image),
        file("maps/{channel}.npy", HttpResponses.NPY, this::map),
        file("classification.npy", HttpResponses.NPY, this::classification),
        file(
            "classification.png",
            HttpResponses.PNG,
            request -> MapImage.sheet(classification(maps(request, MapView.MAP)))));
  }

  /** Returns the endpoint of a file. */
  private Endpoint file(String path, ContentType type, Function<Request, byte[]> content) {
    return Endpoint.get(
        STUDY + "/" + path,
        request ->
            CompletableFuture.supplyAsync(
                () -> {
                  StudyView study = study(request);
                  String name = name(path, request);
                  Optional<Path> stored = stored(study, path, request);
                  return stored.isPresent()
                      ? HttpResponses.download(type, study, name, stored.get())
                      : HttpResponses.download(type, study, name, content.apply(request));
                },
                large));
  }

  /** Returns the name of a file, with the view and the channel: {@code z-8.npy}. */
  private static String name(String path, Request request) {
    String view = request.parameter("view").orElse(MAP);
    int end = path.lastIndexOf('.');
    String stem = path.substring(0, end);
    if (path.contains("{channel}")) {
      stem = view + "-" + request.variable("channel");
    } else if (!view.equals(MAP)) {
      stem += "-" + view;
    }
    return stem.replaceAll("[^A-Za-z0-9]+", "-") + path.substring(end);
  }

  private byte[] image(Request request) {
    int scale = request.parameter("scale", 4, 1, MAX_SCALE);
    StudyMaps maps = maps(request);
    return MapImage.png(maps, index(maps, request.variable("channel")), scale);
  }

  private byte[] map(Request request) {
    StudyMaps maps = maps(request);
    return maps.npy(index(maps, request.variable("channel")));
  }

  private byte[] animation(Request request) {
    StudyView study = study(request);
    return Uncheck.get(() -> MapAnimation.gif(study, run(study).snapshots(study)))
        .orElseThrow(
            () -> ProblemException.notFound("study %s has no snapshots yet".formatted(study.id())));
  }

  private RunDirectory run(StudyView study) {
    return new RunDirectory(directory.resolve(study.id()));
  }

  private byte[] classification(Request request) {
    String view = request.parameter("view", MAP, CLASSIFICATION_VIEWS);
    boolean isError = view.equals(ERROR);
    return classification(maps(request, isError ? MapView.ERROR : MapView.MAP)).npy();
  }

  private static StudyMaps classification(StudyMaps cells) {
    return ClassificationImages.of(cells)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "the study has no cells of signal and response; they require the readout"
                        + " label with by-signal = true, and signals that are classes of the"
                        + " observer"));
  }

  private static int index(StudyMaps maps, String channel) {
    int named = maps.names().indexOf(channel);
    if (named >= 0) {
      return named;
    }
    try {
      int index = Integer.parseInt(channel);
      if (index >= 0 && index < maps.names().size()) {
        return index;
      }
    } catch (NumberFormatException noIndex) {
      // rejected below, like an index out of range
    }
    throw ProblemException.notFound(
        "channel %s does not exist; channels are %s"
            .formatted(channel, String.join(", ", shortened(maps.names()))));
  }

  private static List<String> shortened(List<String> names) {
    return names.size() <= 20
        ? names
        : Stream.concat(
                names.stream().limit(20), Stream.of("and %d more".formatted(names.size() - 20)))
            .toList();
  }

  /**
   * Returns the stored file of all maps of an inactive study, which has the requested bytes.
   *
   * @return empty for other files, and without a digest of the file
   */
  private Optional<Path> stored(StudyView study, String path, Request request) {
    Optional<MapView> view =
        switch (path) {
          case "maps.npy" -> view(request);
          case "errors.npy" -> Optional.of(MapView.ERROR);
          default -> Optional.empty();
        };
    ResultFiles results = run(study).results();
    return view.filter(any -> study.lifecycle().state().isInactive())
        .flatMap(any -> Uncheck.get(() -> results.checked(Artefact.of(any))));
  }

  /** Returns the requested view; empty for that of significant pixels. */
  private static Optional<MapView> view(Request request) {
    String label = request.parameter("view", MAP, VIEWS);
    return Stream.of(MapView.values())
        .filter(view -> Spelling.word(view).equals(label))
        .findFirst();
  }

  private StudyMaps maps(Request request) {
    return view(request).map(view -> maps(request, view)).orElseGet(() -> significant(request));
  }

  private StudyMaps maps(Request request, MapView view) {
    return actors
        .<StudyMaps>study(request.id(), replyTo -> new StudyRequest.GetMaps(view, replyTo))
        .toCompletableFuture()
        .join();
  }

  private StudyMaps z(Request request) {
    return maps(request, MapView.Z);
  }

  private StudyMaps significant(Request request) {
    Optional<PixelTest> test = request.parameter("test", PixelTest.values());
    StudyMaps z = z(request);
    Significance significance = significance(request, z);
    return significance.significant(z, test.orElseGet(significance::strongest));
  }

  private Significance significance(Request request, StudyMaps z) {
    double level = request.parameter("level", 0.05, 1e-6, 0.5);
    double smoothing = request.parameter("smoothing", 1.5, 0.3, 100);
    return Significance.of(study(request), z, new Significance.Options(level, smoothing));
  }

  private StudyView study(Request request) {
    return actors.study(request.id()).toCompletableFuture().join();
  }
}
