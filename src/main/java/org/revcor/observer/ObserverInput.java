package org.revcor.observer;

import java.util.List;
import org.revcor.ImageShape;

/**
 * What a network receives.
 *
 * @param planes C, colour planes of a stimulus
 * @param height H, rows
 * @param width W, columns
 * @param scale transformation of a stimulus before the network
 * @param layout order of the values of the network's input
 */
public record ObserverInput(int planes, int height, int width, Scale scale, Layout layout)
    implements ImageShape {

  /** Describes stimuli that a network receives as they are. */
  public static ObserverInput unchanged(int planes, int height, int width) {
    return unchanged(List.of(planes, height, width));
  }

  /**
   * Describes stimuli that a network receives as they are.
   *
   * @param shape C, H, W
   */
  public static ObserverInput unchanged(List<Integer> shape) {
    return new ObserverInput(
        shape.get(0), shape.get(1), shape.get(2), new Scale.Unit(), Layout.NCHW);
  }
}
