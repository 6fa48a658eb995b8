package org.revcor.analysis.template;

/**
 * How well maps classify images as templates.
 *
 * @param dataset data set of the images
 * @param images number of images
 * @param channels number of maps that took part
 * @param dot share of images classified rightly by the raw product, in [0,1]
 * @param cosine the same with maps at unit norm
 */
public record TemplateAccuracy(
    String dataset, int images, int channels, double dot, double cosine) {}
