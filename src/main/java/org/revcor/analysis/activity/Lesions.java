package org.revcor.analysis.activity;

import java.util.Arrays;
import java.util.List;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Workers;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Units;

/**
 * An observer some of whose feature maps, or fully connected units, are silenced: their values
 * become 0.
 *
 * @param source the whole observer
 * @param layer whose maps are silenced
 * @param images that it answers
 * @param labels right answers
 */
public record Lesions(ObserverSource source, LayerDescription layer, Stimuli images, int[] labels) {
  /**
   * Right answers by class.
   *
   * @param maps that are silenced; none for the whole observer
   * @return number of images of each class that are answered rightly
   */
  public int[] right(Workers workers, List<Integer> maps) {
    int[] right = new int[source.description().classes().size()];
    ObserverSource lesioned =
        maps.isEmpty()
            ? source
            : source.edited(
                List.of(
                    new Edit.Scale(
                        layer.name(),
                        new Units(Indices.of(maps), new Units.Place.Everywhere()),
                        0)));
    try (InferenceSession showing = InferenceSession.of(lesioned, workers)) {
      int[] responses = showing.labels(images);
      for (int i = 0; i < responses.length; i++) {
        right[labels[i]] += responses[i] == labels[i] ? 1 : 0;
      }
    }
    return right;
  }

  /** Right answers of all classes together. */
  public static int sum(int[] right) {
    return Arrays.stream(right).sum();
  }
}
