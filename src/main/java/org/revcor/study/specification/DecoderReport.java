package org.revcor.study.specification;

import org.jspecify.annotations.Nullable;
import org.revcor.observer.file.DecoderInspection;
import org.revcor.stimulus.Moments;

/**
 * What a run of the decoder of stimuli has shown. With it, a study is prepared without the engine.
 *
 * @param file inspection of a TorchScript file; null for other decoders
 * @param codes range of the codes of an auto-encoder, as {@link
 *     org.revcor.observer.network.Decoders#codeRange}; null if the law of its code is known
 * @param images moments of the images; null if latent numbers are averaged
 */
public record DecoderReport(
    @Nullable DecoderInspection file, float @Nullable [][] codes, @Nullable Moments images) {
  static final DecoderReport NONE = new DecoderReport(null, null, null);

  static DecoderReport ofFile(DecoderInspection file) {
    return new DecoderReport(file, null, null);
  }

  static DecoderReport ofCodes(float[][] codes) {
    return new DecoderReport(null, codes, null);
  }

  DecoderReport withImages(Moments moments) {
    return new DecoderReport(file, codes, moments);
  }
}
