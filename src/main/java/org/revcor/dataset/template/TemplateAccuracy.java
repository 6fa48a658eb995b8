package org.revcor.dataset.template;

/**
 * Accuracy of maps as templates of images.
 *
 * @param dataset data set of the images
 * @param images number of images
 * @param channels number of maps that are neither undefined nor blank
 * @param dot share of images classified correctly by the raw product, in [0,1]
 * @param cosine the same with maps at unit norm
 */
public record TemplateAccuracy(
    String dataset, int images, int channels, double dot, double cosine) {}
