package org.revcor.observer;

/** Extensions of the files that belong to an observer, all named after it, in one folder. */
public final class FileExtensions {
  /** Of its weights, if it was trained here. */
  public static final String WEIGHTS = ".safetensors";

  /** Of a TorchScript file. */
  public static final String TORCHSCRIPT = ".pt";

  /** Of the card that belongs to either. */
  public static final String CARD = ".json";

  private FileExtensions() {}
}
