package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;

/** The paper's classifiers of grey images of 28 x 28. */
final class DigitNetworks {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  private DigitNetworks() {}

  /** Returns a network of two convolutional and two fully connected layers, 431,080 parameters. */
  static Recipe cnn(String name, String dataset) {
    return Recipe.of(
        name,
        dataset,
        grey(
            new Layer.Convolution("conv1", 20, 5),
            new Layer.Relu(),
            new Layer.MaxPool(2),
            new Layer.Convolution("conv2", 50, 5),
            new Layer.Relu(),
            new Layer.MaxPool(2),
            new Layer.Flatten(),
            new Layer.Linear("fc1", 500),
            new Layer.Relu(),
            new Layer.Linear("logits", CLASSES)),
        Loss.CROSS_ENTROPY,
        Hyperparameters.of(15));
  }

  /**
   * Returns a smaller CNN for many quick trainings: half the filters, a fifth of the hidden units.
   */
  static Recipe light() {
    return Recipe.of(
        "mnist-light",
        "mnist",
        grey(
            new Layer.Convolution("conv1", 10, 5),
            new Layer.Relu(),
            new Layer.MaxPool(2),
            new Layer.Convolution("conv2", 20, 5),
            new Layer.Relu(),
            new Layer.MaxPool(2),
            new Layer.Flatten(),
            new Layer.Linear("fc1", 100),
            new Layer.Relu(),
            new Layer.Linear("logits", CLASSES)),
        Loss.CROSS_ENTROPY,
        Hyperparameters.of(5));
  }

  /** Returns a multinomial logistic regression. */
  static Recipe logistic() {
    return Recipe.of(
        "mnist-logistic",
        "mnist",
        grey(new Layer.Flatten(), new Layer.Linear("logits", CLASSES)),
        Loss.CROSS_ENTROPY,
        Hyperparameters.of(30));
  }

  /** Returns a network with one hidden layer of 1,000 units. */
  static Recipe mlp() {
    return Recipe.of(
        "mnist-mlp",
        "mnist",
        grey(
            new Layer.Flatten(),
            new Layer.Linear("fc1", 1_000),
            new Layer.Relu(),
            new Layer.Linear("logits", CLASSES)),
        Loss.CROSS_ENTROPY,
        Hyperparameters.of(12));
  }

  /** Returns a network of two recurrent layers whose input is one image row per step. */
  static Recipe rnn() {
    return Recipe.of(
        "mnist-rnn",
        "mnist",
        grey(
            new Layer.Rows(),
            new Layer.Recurrent("rnn1", 100),
            new Layer.Recurrent("rnn2", 100),
            new Layer.LastStep(),
            new Layer.Linear("logits", CLASSES)),
        Loss.CROSS_ENTROPY,
        Hyperparameters.of(12));
  }

  /** Returns a classifier of two digits with one logit, positive for the second digit. */
  static Recipe binary(String name, String first, String second) {
    return Recipe.of(
            name,
            "mnist",
            grey(
                new Layer.Convolution("conv1", 40, 5),
                new Layer.Relu(),
                new Layer.MaxPool(2),
                new Layer.Convolution("conv2", 50, 5),
                new Layer.Relu(),
                new Layer.MaxPool(2),
                new Layer.Flatten(),
                new Layer.Linear("fc1", 100),
                new Layer.Relu(),
                new Layer.Linear("logits", 1)),
            Loss.BINARY_CROSS_ENTROPY,
            Hyperparameters.of(5))
        .withClasses(List.of(first, second));
  }

  private static Architecture grey(Layer... layers) {
    return new Architecture(1, SIDE, SIDE, List.of(layers));
  }
}
