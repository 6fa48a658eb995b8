package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;

/**
 * Networks that give back the digit that they are shown; their decoders make stimuli. They are
 * trained for two epochs on purpose: a decoder that knows its digits too well shows little else.
 */
final class AutoEncoders {
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final Practice TWO_EPOCHS = Practice.plain(2);

  private AutoEncoders() {}

  /** 784-128-64-12-9 and back. */
  static Recipe plain() {
    return Recipe.of(
        "mnist-autoencoder",
        "mnist",
        new Architecture(
            1,
            SIDE,
            SIDE,
            List.of(
                new Layer.Flatten(),
                new Layer.Linear("encoder1", 128),
                new Layer.Relu(),
                new Layer.Linear("encoder2", 64),
                new Layer.Relu(),
                new Layer.Linear("encoder3", 12),
                new Layer.Relu(),
                new Layer.Linear("code", 9),
                new Layer.Linear("decoder1", 12),
                new Layer.Relu(),
                new Layer.Linear("decoder2", 64),
                new Layer.Relu(),
                new Layer.Linear("decoder3", 128),
                new Layer.Relu(),
                new Layer.Linear("pixels", PIXELS),
                new Layer.Sigmoid())),
        Goal.SQUARED_ERROR,
        TWO_EPOCHS.withWeightDecay(1e-5));
  }

  /** 784-400-(3 means, 3 variances)-400-784. */
  static Recipe variational() {
    return Recipe.of(
        "mnist-vae",
        "mnist",
        new Architecture(
            1,
            SIDE,
            SIDE,
            List.of(
                new Layer.Flatten(),
                new Layer.Linear("encoder1", 400),
                new Layer.Relu(),
                new Layer.Linear("latent", 6),
                new Layer.Latent(3),
                new Layer.Linear("decoder1", 400),
                new Layer.Relu(),
                new Layer.Linear("pixels", PIXELS),
                new Layer.Sigmoid())),
        Goal.VARIATIONAL_BOUND,
        TWO_EPOCHS);
  }
}
