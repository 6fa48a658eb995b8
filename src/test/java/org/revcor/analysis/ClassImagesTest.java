package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

final class ClassImagesTest {
  private static final Images TEST = DataSets.shippedTest("mnist").orElseThrow();

  /** An observer of two digits that is never loaded. */
  private record TwoDigits(boolean editable) implements ObserverSource {
    @Override
    public ObserverDescription description() {
      return new ObserverDescription(
          "two-digits",
          ObserverInput.unchanged(1, 28, 28),
          OutputKind.LOGITS,
          1,
          List.of("3", "8"),
          "mnist",
          "sha256:0",
          List.of(),
          false,
          editable);
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public Observer load(Device device) {
      throw new AssertionError("must not be loaded");
    }
  }

  private static ClassImages subjects(boolean editable) {
    return new ClassImages(
        new TwoDigits(editable), TEST, new int[] {1, 0}, new int[][] {{61, 84}, {18}});
  }

  @Test
  void imagesAreOrderedByClass() {
    ClassImages subjects = subjects(true);
    assertThat(subjects.names()).containsExactly("8", "3");
    assertThat(subjects.size()).isEqualTo(3);
    assertThat(subjects.stimuli().size()).isEqualTo(3);
    assertThat(subjects.places()).containsExactly(0, 0, 1);
    assertThat(subjects.words()).isEqualTo("mnist, test, up to 2 per class");
  }

  @Test
  void observerWithoutEditableLayersIsRejected() {
    assertThat(subjects(true).editable()).isNotNull();
    assertRefused(
        () -> subjects(false).editable(),
        "observer is two-digits, whose layers cannot be edited; it must be a network of a"
            + " recipe");
  }
}
