package org.revcor.observer;

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
    return new ObserverInput(planes, height, width, new Scale.Unit(), Layout.NCHW);
  }
}
