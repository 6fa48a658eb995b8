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
 * Classifies images with an observer whose feature maps, or fully connected units, are set to 0.
 *
 * @param source the intact observer
 * @param layer layer of the silenced maps
 * @param images images to classify
 * @param labels true classes of the images
 */
public record Lesions(ObserverSource source, LayerDescription layer, Stimuli images, int[] labels) {
  /**
   * Counts correct classifications by class.
   *
   * @param maps silenced maps; empty for the intact observer
   * @return number of correctly classified images of each class
   */
  public int[] correct(Workers workers, List<Integer> maps) {
    int[] correct = new int[source.description().classes().size()];
    ObserverSource lesioned =
        maps.isEmpty()
            ? source
            : source.edited(
                List.of(
                    new Edit.Scale(
                        layer.name(),
                        new Units(Indices.of(maps), new Units.Position.Everywhere()),
                        0)));
    try (InferenceSession session = InferenceSession.of(lesioned, workers)) {
      int[] responses = session.labels(images);
      for (int i = 0; i < responses.length; i++) {
        correct[labels[i]] += responses[i] == labels[i] ? 1 : 0;
      }
    }
    return correct;
  }

  /** Returns the sum over classes. */
  public static int sum(int[] correct) {
    return Arrays.stream(correct).sum();
  }
}
