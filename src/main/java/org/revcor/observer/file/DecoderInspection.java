package org.revcor.observer.file;

import java.nio.file.Path;
import org.revcor.file.Digest;
import org.revcor.observer.ObserverSource;

/**
 * What a run of a decoder from a TorchScript file has shown.
 *
 * @param digest digest of the file
 * @param latentValues k, the number of values of its input
 * @param spatial whether its input is n x k x 1 x 1; else n x k
 * @param outputs values of an image
 */
public record DecoderInspection(String digest, int latentValues, boolean spatial, int outputs) {
  /**
   * Runs a decoder twice on two rows of latent values, in this process.
   *
   * @param latentValues k
   * @throws org.revcor.InvalidInputException if the file is missing or not TorchScript or does not
   *     accept k values; if it does not return images of finite numbers, or returns different
   *     images in two runs
   */
  public static DecoderInspection of(Path file, int latentValues) {
    return TorchScriptDecoder.inspect(file, latentValues);
  }

  /**
   * Returns the digest of a file without running it.
   *
   * @throws org.revcor.InvalidInputException if the file is missing or unreadable
   */
  public static String digest(Path file) {
    return TorchScriptDecoder.input(file).read(Digest::of);
  }

  /** Returns the decoder, an observer of latent values, n x k or n x k x 1 x 1. */
  public ObserverSource open(Path file) {
    return TorchScriptDecoder.of(file, this);
  }
}
