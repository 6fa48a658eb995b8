package org.revcor.analysis.template;

/**
 * How well maps classify pictures as templates.
 *
 * @param dataset data set of the pictures
 * @param images number of pictures
 * @param channels number of maps that took part
 * @param dot share of pictures classified rightly by the raw product, in [0,1]
 * @param cosine the same with maps at unit norm
 */
public record TemplateAccuracy(
    String dataset, int images, int channels, double dot, double cosine) {}
