package org.revcor.server;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.estimate.MapView;
import org.revcor.study.ClassificationImages;
import org.revcor.study.MapImage;
import org.revcor.study.Npy;
import org.revcor.study.StudyMaps;

/** Maps as arrays and as images, and what of them is beyond chance. */
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
  private final Executor painters;

  /**
   * @param painters where arrays are written and images painted
   */
  MapEndpoints(AskStudies studies, Executor painters) {
    this.studies = studies;
    this.tests = new MapTests(studies, painters);
    this.painters = painters;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            STUDY + "/maps.npy",
            request -> response(maps(request), HttpResponses.NPY, "maps.npy", Npy::maps)),
        Endpoint.get(
            STUDY + "/errors.npy",
            request -> array(request, "errors.npy", MapView.ERROR, Npy::maps)),
        Endpoint.get(
            STUDY + "/counts.npy",
            request ->
                array(request, "counts.npy", MapView.MAP, maps -> Npy.counts(maps.counts()))),
        Endpoint.get(STUDY + "/significance", this::significance),
        Endpoint.get(STUDY + "/maps.png", this::sheet),
        Endpoint.get(STUDY + "/maps/{channel}.png", this::image),
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
                    maps -> Npy.maps(classification(maps)))),
        Endpoint.get(
            STUDY + "/classification.png",
            request ->
                response(
                    studies.maps(request.variable("id"), MapView.MAP),
                    HttpResponses.PNG,
                    "classification.png",
                    maps -> MapImage.sheet(classification(maps)))));
  }

  private CompletionStage<HttpResponse> array(
      Request request, String name, MapView view, Function<StudyMaps, byte[]> file) {
    return response(studies.maps(request.variable("id"), view), HttpResponses.NPY, name, file);
  }

  private CompletionStage<HttpResponse> sheet(Request request) {
    return response(maps(request), HttpResponses.PNG, "maps.png", MapImage::sheet);
  }

  private CompletionStage<HttpResponse> significance(Request request) {
    return tests
        .significance(request)
        .thenApplyAsync(significance -> HttpResponses.json(200, significance), painters);
  }

  private CompletionStage<HttpResponse> image(Request request) {
    String channel = request.variable("channel");
    int scale = request.parameter("scale", 4, 1, MAX_SCALE);
    return response(
        maps(request),
        HttpResponses.PNG,
        "map.png",
        maps -> MapImage.png(maps, index(maps, channel), scale));
  }

  private CompletionStage<HttpResponse> response(
      CompletionStage<StudyMaps> asked,
      ContentType type,
      String name,
      Function<StudyMaps, byte[]> file) {
    return asked.thenApplyAsync(
        maps -> HttpResponses.download(type, name, file.apply(maps)), painters);
  }

  private static StudyMaps classification(StudyMaps cells) {
    return ClassificationImages.of(cells)
        .orElseThrow(
            () ->
                new RefusedException(
                    Problem.notFound(
                        "the study has no cells of signal and answer; readout label with by-signal"
                            + " = true and signals that are classes of the observer makes them")));
  }

  /** A channel by its name or, if none is called so, its index. */
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
      // refused below, as an index out of range is
    }
    throw new RefusedException(
        Problem.notFound(
            "there is no channel %s; channels are %s"
                .formatted(channel, String.join(", ", shown(maps.names())))));
  }

  private static List<String> shown(List<String> names) {
    return names.size() <= 20
        ? names
        : Stream.concat(
                names.stream().limit(20), Stream.of("and %d more".formatted(names.size() - 20)))
            .toList();
  }

  /** The maps in the view that is asked for. */
  private CompletionStage<StudyMaps> maps(Request request) {
    String label = request.parameter("view", MapView.MAP.label(), VIEWS);
    return Stream.of(MapView.values())
        .filter(view -> view.label().equals(label))
        .findFirst()
        .map(view -> studies.maps(request.variable("id"), view))
        .orElseGet(() -> tests.significant(request));
  }
}
