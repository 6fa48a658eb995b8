package org.revcor.observer;

/** Extensions of the files of an observer. All are in one folder and have the observer's name. */
public final class FileExtensions {
  /** Weights trained by Revcor. */
  public static final String WEIGHTS = ".safetensors";

  /** The card of a network. */
  public static final String CARD = ".json";

  private FileExtensions() {}
}
