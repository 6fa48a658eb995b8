package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.Images;
import org.revcor.inference.SimulatedObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;

final class AnalysisContextTest {
  private static final List<String> DIGITS =
      IntStream.range(0, 3).mapToObj(Integer::toString).toList();

  private static Images images(String name, List<String> classes) {
    return new Images(name, 1, 1, 2, classes, new byte[2], new int[] {0});
  }

  private static ObserverDescription trainedOn(String dataset, List<String> classes) {
    return new ObserverDescription(
        "net",
        ObserverInput.unchanged(1, 1, 2),
        OutputKind.LOGITS,
        classes.size(),
        classes,
        dataset,
        "sha256:0",
        List.of(),
        false,
        false);
  }

  @Test
  void numberedClassesMatchAnyClassesOfTheSameNumberIfTheDataSetIsUnknown() {
    ObserverDescription unnamed =
        SimulatedObserver.linear("unnamed", 1, 2, new float[6]).description();
    Images animals = images("animals", List.of("cat", "dog", "owl"));

    assertThatCode(() -> AnalysisContext.requireFit("data", animals, unnamed))
        .doesNotThrowAnyException();
    assertRefused(
        () -> AnalysisContext.requireFit("data", images("few", List.of("a", "b")), unnamed),
        "data is few, images of 2 classes (a, b); it must be images of the 3 classes (0, 1,"
            + " 2) that unnamed distinguishes");
  }

  @Test
  void imagesOfAnotherDataSetAreRejectedEvenIfClassesHaveEqualNames() {
    assertThatCode(
            () ->
                AnalysisContext.requireFit(
                    "data", images("mnist", DIGITS), trainedOn("mnist", DIGITS)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                AnalysisContext.requireFit(
                    "data", images("other", DIGITS), trainedOn("mnist", DIGITS)))
        .hasMessageEndingWith("such as those of mnist, its training data");
    assertThatThrownBy(
            () ->
                AnalysisContext.requireFit(
                    "data",
                    images("mnist", DIGITS),
                    trainedOn("mnist", Collections.nCopies(3, "x"))))
        .hasMessage(
            "data is mnist, images of 3 classes (0, 1, 2); it must be images of the 3 classes"
                + " (x, x, x) that net distinguishes");
  }
}
