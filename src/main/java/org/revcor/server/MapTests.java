package org.revcor.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.estimate.MapView;
import org.revcor.schema.Spelling;
import org.revcor.study.results.Significance;
import org.revcor.study.results.Significance.PixelTest;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;

/**
 * Tests which pixels of a study's maps are significant, with the parameters of a request. Blocks.
 */
record MapTests(AskStudies studies) {
  /** The view of significant pixels. */
  static final String SIGNIFICANT = "significant";

  private static final List<String> TESTS =
      Stream.of(PixelTest.values()).map(test -> Spelling.word(test)).toList();

  /** Returns the tests of all maps. */
  Significance significance(Request request) {
    return significance(request, z(request));
  }

  /** Returns the z-maps, with 0 at pixels that are not significant. */
  StudyMaps significant(Request request) {
    Optional<PixelTest> test =
        request.parameter("test").isEmpty()
            ? Optional.empty()
            : Optional.of(
                PixelTest.valueOf(request.parameter("test", "", TESTS).toUpperCase(Locale.ROOT)));
    StudyMaps z = z(request);
    Significance significance = significance(request, z);
    return significance.significant(z, test.orElseGet(significance::strongest));
  }

  private StudyMaps z(Request request) {
    return studies.maps(request.variable("id"), MapView.Z).toCompletableFuture().join();
  }

  private Significance significance(Request request, StudyMaps z) {
    double level = request.parameter("level", 0.05, 1e-6, 0.5);
    double smoothing = request.parameter("smoothing", 1.5, 0.3, 100);
    StudyView study = studies.get(request.variable("id")).toCompletableFuture().join();
    return Significance.of(study, z, level, smoothing);
  }
}
