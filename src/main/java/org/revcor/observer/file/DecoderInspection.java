package org.revcor.observer.file;

/**
 * What a run of a decoder from a TorchScript file has shown.
 *
 * @param digest digest of the file
 * @param latentValues k, the number of values of its input
 * @param spatial whether its input is n x k x 1 x 1; else n x k
 * @param outputs values of an image
 */
public record DecoderInspection(String digest, int latentValues, boolean spatial, int outputs) {}
