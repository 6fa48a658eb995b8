package org.revcor.observer;

/** How the files of an observer NAME end that lie in one folder. */
public final class Endings {
  /** Of its weights, if it was trained here. */
  public static final String WEIGHTS = ".safetensors";

  /** Of a TorchScript file. */
  public static final String TORCHSCRIPT = ".pt";

  /** Of the card that belongs to either. */
  public static final String CARD = ".json";

  private Endings() {}
}
