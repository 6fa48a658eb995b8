package org.revcor.observer;

/** Extensions of the files of an observer. All are in one folder and have the observer's name. */
public final class FileExtensions {
  public static final String WEIGHTS = ".safetensors";

  public static final String CARD = ".json";

  private FileExtensions() {}
}
