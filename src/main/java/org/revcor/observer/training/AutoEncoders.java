package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.observer.training.Recipe.Hyperparameters;

/**
 * Auto-encoders of digits, whose decoders generate stimuli. They train for two epochs only, since a
 * fully trained decoder generates little else than digits.
 */
final class AutoEncoders {
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final Hyperparameters TWO_EPOCHS = Hyperparameters.of(2);

  private AutoEncoders() {}

  /** Returns an auto-encoder 784-128-64-12-9-12-64-128-784. */
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
        Loss.SQUARED_ERROR,
        TWO_EPOCHS.withWeightDecay(1e-5));
  }

  /** Returns a variational auto-encoder 784-400-(3 means, 3 variances)-400-784. */
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
        Loss.VARIATIONAL_BOUND,
        TWO_EPOCHS);
  }
}
