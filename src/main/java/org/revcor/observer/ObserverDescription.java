package org.revcor.observer;

import java.util.List;

/**
 * What is known of an observer without running it.
 *
 * @param name name in the catalogue, or the file's name
 * @param planes C, colour planes of a stimulus
 * @param height H, rows
 * @param width W, columns
 * @param output meaning of its outputs
 * @param outputs columns of its answer: one a class, or a single logit for two classes
 * @param classes class names in the order of the outputs; two for a single logit
 * @param dataset the data set it was trained on, by the name of {@code org.revcor.dataset}, or ""
 *     if unknown
 * @param digest {@code sha256:...} of the network's file
 */
public record ObserverDescription(
    String name,
    int planes,
    int height,
    int width,
    OutputKind output,
    int outputs,
    List<String> classes,
    String dataset,
    String digest) {
  public ObserverDescription {
    classes = List.copyOf(classes);
  }

  /** Number of values d of one stimulus, C·H·W. */
  public int values() {
    return planes * height * width;
  }
}
