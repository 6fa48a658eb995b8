package org.revcor.observer;

/**
 * The weights by which each unit of a layer sums the image.
 *
 * @param planes C of a kernel
 * @param height its rows
 * @param width its columns
 * @param values a row a feature map, or a fully connected unit, of C·H·W weights
 */
public record Kernels(int planes, int height, int width, float[][] values) {}
