package org.revcor.observer;

import org.revcor.ImageShape;

/**
 * Weights of the units of a layer whose input is the image.
 *
 * @param planes C of a kernel
 * @param height H, rows of a kernel
 * @param width W, columns of a kernel
 * @param values C·H·W weights for each feature map or fully connected unit
 */
public record Kernels(int planes, int height, int width, float[][] values) implements ImageShape {}
