package org.revcor.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.study.results.ClassificationImages;
import org.revcor.study.results.MapImage;
import org.revcor.study.results.StudyMaps;

/** Endpoints of maps as arrays and images, and of tests of their pixels. */
final class MapEndpoints {
  private static final String STUDY = StudyEndpoints.ROOT + "/{id}";
  private static final List<String> VIEWS =
      Stream.concat(
              Stream.of(MapView.values()).map(MapView::label), Stream.of(MapTests.SIGNIFICANT))
          .toList();
  private static final List<String> CLASSIFICATION_VIEWS =
      List.of(MapView.MAP.label(), MapView.ERROR.label());
  private static final int MAX_SCALE = 32;

  private final AskStudies studies;
  private final MapTests tests;
  private final Executor large;

  /**
   * @param large executor that reads maps, and encodes arrays and images
   */
  MapEndpoints(AskStudies studies, Executor large) {
    this.studies = studies;
    this.tests = new MapTests(studies);
    this.large = large;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            STUDY + "/maps.npy",
            request ->
                response(() -> maps(request), HttpResponses.NPY, "maps.npy", StudyMaps::npy)),
        Endpoint.get(
            STUDY + "/errors.npy",
            request -> array(request, "errors.npy", MapView.ERROR, StudyMaps::npy)),
        Endpoint.get(
            STUDY + "/counts.npy",
            request ->
                array(request, "counts.npy", MapView.MAP, maps -> Npy.counts(maps.counts()))),
        Endpoint.get(STUDY + "/significance", this::significance),
        Endpoint.get(STUDY + "/maps.png", this::sheet),
        Endpoint.get(STUDY + "/maps/{channel}.png", this::image),
        Endpoint.get(STUDY + "/maps/{channel}.npy", this::map),
        Endpoint.get(
            STUDY + "/classification.npy",
            request ->
                array(
                    request,
                    "classification.npy",
                    request
                            .parameter("view", MapView.MAP.label(), CLASSIFICATION_VIEWS)
                            .equals(MapView.MAP.label())
                        ? MapView.MAP
                        : MapView.ERROR,
                    maps -> classification(maps).npy())),
        Endpoint.get(
            STUDY + "/classification.png",
            request ->
                response(
                    () -> maps(request, MapView.MAP),
                    HttpResponses.PNG,
                    "classification.png",
                    maps -> MapImage.sheet(classification(maps)))));
  }

  private CompletionStage<HttpResponse> array(
      Request request, String name, MapView view, Function<StudyMaps, byte[]> file) {
    return response(() -> maps(request, view), HttpResponses.NPY, name, file);
  }

  private CompletionStage<HttpResponse> sheet(Request request) {
    return response(() -> maps(request), HttpResponses.PNG, "maps.png", MapImage::sheet);
  }

  private CompletionStage<HttpResponse> significance(Request request) {
    return CompletableFuture.supplyAsync(
        () -> HttpResponses.json(200, tests.significance(request)), large);
  }

  private CompletionStage<HttpResponse> image(Request request) {
    String channel = request.variable("channel");
    int scale = request.parameter("scale", 4, 1, MAX_SCALE);
    return response(
        () -> maps(request),
        HttpResponses.PNG,
        "map.png",
        maps -> MapImage.png(maps, index(maps, channel), scale));
  }

  private CompletionStage<HttpResponse> map(Request request) {
    String channel = request.variable("channel");
    return response(
        () -> maps(request), HttpResponses.NPY, "map.npy", maps -> maps.npy(index(maps, channel)));
  }

  private CompletionStage<HttpResponse> response(
      Supplier<StudyMaps> maps, ContentType type, String name, Function<StudyMaps, byte[]> file) {
    return CompletableFuture.supplyAsync(
        () -> HttpResponses.download(type, name, file.apply(maps.get())), large);
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

  /** Returns the index of a channel, given its name or its index. */
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

  /** Returns the maps in the requested view. Blocks. */
  private StudyMaps maps(Request request) {
    String label = request.parameter("view", MapView.MAP.label(), VIEWS);
    return Stream.of(MapView.values())
        .filter(view -> view.label().equals(label))
        .findFirst()
        .map(view -> maps(request, view))
        .orElseGet(() -> tests.significant(request));
  }

  private StudyMaps maps(Request request, MapView view) {
    return studies.maps(request.variable("id"), view).toCompletableFuture().join();
  }
}
