package org.revcor.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.revcor.estimate.MapView;
import org.revcor.schema.Spelling;
import org.revcor.study.results.Significance;
import org.revcor.study.results.Significance.PixelTest;
import org.revcor.study.results.StudyMaps;

/**
 * Tests which pixels of a study's maps are significant, with the parameters of a request.
 *
 * @param testers executor for the tests
 */
record MapTests(AskStudies studies, Executor testers) {
  /** The view of significant pixels. */
  static final String SIGNIFICANT = "significant";

  private static final List<String> TESTS =
      Stream.of(PixelTest.values()).map(test -> Spelling.word(test)).toList();

  /** Returns the tests of all maps. */
  CompletionStage<Significance> significance(Request request) {
    return test(request, (significance, z) -> significance);
  }

  /** Returns the z-maps, with 0 at pixels that are not significant. */
  CompletionStage<StudyMaps> significant(Request request) {
    Optional<PixelTest> test =
        request.parameter("test").isEmpty()
            ? Optional.empty()
            : Optional.of(
                PixelTest.valueOf(request.parameter("test", "", TESTS).toUpperCase(Locale.ROOT)));
    return test(
        request,
        (significance, z) -> significance.significant(z, test.orElseGet(significance::strongest)));
  }

  private <T> CompletionStage<T> test(
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
