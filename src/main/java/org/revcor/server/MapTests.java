package org.revcor.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.revcor.Spelling;
import org.revcor.estimate.MapView;
import org.revcor.study.Significance;
import org.revcor.study.Significance.PixelTest;
import org.revcor.study.StudyMaps;

/** What of the maps of a study is beyond chance, now or at its end, as a request asks for it. */
final class MapTests {
  /** The view of pixels that are. */
  static final String SIGNIFICANT = "significant";

  private static final List<String> TESTS =
      Stream.of(PixelTest.values()).map(test -> Spelling.word(test)).toList();

  private final AskStudies studies;
  private final Executor testers;

  /**
   * @param testers where maps are tested
   */
  MapTests(AskStudies studies, Executor testers) {
    this.studies = studies;
    this.testers = testers;
  }

  /** The tests of all maps. */
  CompletionStage<Significance> significance(Request request) {
    return tested(request, (significance, z) -> significance);
  }

  /** The z-maps with 0 where a pixel is not significant. */
  CompletionStage<StudyMaps> significant(Request request) {
    Optional<PixelTest> test =
        request.parameter("test").isEmpty()
            ? Optional.empty()
            : Optional.of(
                PixelTest.valueOf(request.parameter("test", "", TESTS).toUpperCase(Locale.ROOT)));
    return tested(
        request,
        (significance, z) -> significance.significant(z, test.orElseGet(significance::strongest)));
  }

  private <T> CompletionStage<T> tested(
      Request request, BiFunction<Significance, StudyMaps, T> then) {
    double level = request.parameter("level", 0.05, 1e-6, 0.5);
    double smoothing = request.parameter("smoothing", 1.5, 0.3, 100);
    String id = request.variable("id");
    return studies
        .get(id)
        .thenCombineAsync(
            studies.maps(id, MapView.Z),
            (study, z) -> then.apply(Significance.of(study, z, level, smoothing), z),
            testers);
  }
}
