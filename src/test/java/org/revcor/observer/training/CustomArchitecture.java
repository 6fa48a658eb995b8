package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.observer.network.NetworkSource;
import org.revcor.observer.training.Recipe.Hyperparameters;
import org.revcor.observer.training.Recipe.Loss;

/**
 * A small classifier of digits without a recipe.
 *
 * @param name of the architecture
 */
public record CustomArchitecture(String name, Architecture architecture) {
  /** Three very different architectures. */
  public static final List<CustomArchitecture> ALL =
      List.of(
          of(
              "two hidden layers",
              new Layer.Flatten(),
              new Layer.Linear("fc1", 64),
              new Layer.Relu(),
              new Layer.Linear("fc2", 32),
              new Layer.Relu(),
              new Layer.Linear("logits", 10)),
          of(
              "3 x 3 convolutions with batch normalisation",
              new Layer.Convolution("conv1", 8, 3, 1),
              new Layer.BatchNorm(),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv2", 16, 3, 1),
              new Layer.BatchNorm(),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Flatten(),
              new Layer.Linear("logits", 10)),
          of(
              "7 x 7 convolution with tanh",
              new Layer.Convolution("conv1", 12, 7),
              new Layer.Tanh(),
              new Layer.MaxPool(4),
              new Layer.Flatten(),
              new Layer.Linear("fc1", 40),
              new Layer.Tanh(),
              new Layer.Linear("logits", 10)));

  private static final int EPOCHS = 3;
  private static final int BATCH = 64;
  private static final double LEARNING_RATE = 0.003;

  private static CustomArchitecture of(String name, Layer... layers) {
    return new CustomArchitecture(name, new Architecture(1, 28, 28, List.of(layers)));
  }

  /** Trains a network on one engine thread and returns it without a card. */
  public ObserverSource train(TrainingSet set, int seed) {
    Recipe recipe =
        Recipe.of("own", "mnist", architecture, Loss.CROSS_ENTROPY, Hyperparameters.of(EPOCHS));
    String observer = "own-" + seed;
    TrainedObserver trained =
        Training.run(
                recipe,
                set,
                new TrainingOptions(observer, EPOCHS, seed, BATCH, LEARNING_RATE, 1),
                progress -> {})
            .orElseThrow();
    return NetworkSource.openLazily(
        observer,
        recipe.describe(observer, trained.card().classes(), trained.card().weights()),
        architecture,
        trained::weights);
  }
}
