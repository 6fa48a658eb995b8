package org.revcor.observer;

/** Extensions of the files of an observer. All are in one folder and have the observer's name. */
public final class FileExtensions {
  /** Weights trained by Revcor. */
  public static final String WEIGHTS = ".safetensors";

  /** A TorchScript file. */
  public static final String TORCHSCRIPT = ".pt";

  /** The card of either. */
  public static final String CARD = ".json";

  private FileExtensions() {}
}
