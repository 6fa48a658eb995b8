package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.observer.training.Recipe.Hyperparameters;

/** Classifiers of colour images of 32 x 32. */
final class CifarNetworks {
  private CifarNetworks() {}

  /**
   * Returns a network of six convolutional and three fully connected layers, 5,852,234 parameters.
   */
  static Recipe cnn(String name, Layer activation) {
    return Recipe.of(
            name,
            "cifar-10",
            new Architecture(
                3,
                32,
                32,
                List.of(
                    new Layer.Convolution("conv1", 32, 3, 1),
                    new Layer.BatchNorm(),
                    activation,
                    new Layer.Convolution("conv2", 64, 3, 1),
                    activation,
                    new Layer.MaxPool(2),
                    new Layer.Convolution("conv3", 128, 3, 1),
                    new Layer.BatchNorm(),
                    activation,
                    new Layer.Convolution("conv4", 128, 3, 1),
                    activation,
                    new Layer.MaxPool(2),
                    new Layer.Dropout(0.05),
                    new Layer.Convolution("conv5", 256, 3, 1),
                    new Layer.BatchNorm(),
                    activation,
                    new Layer.Convolution("conv6", 256, 3, 1),
                    activation,
                    new Layer.MaxPool(2),
                    new Layer.Dropout(0.1),
                    new Layer.Flatten(),
                    new Layer.Linear("fc1", 1_024),
                    activation,
                    new Layer.Linear("fc2", 512),
                    activation,
                    new Layer.Linear("logits", 10))),
            Loss.CROSS_ENTROPY,
            Hyperparameters.of(10).withFallingRate(0.7).withMirroredImages())
        .withHalfPrecision();
  }
}
