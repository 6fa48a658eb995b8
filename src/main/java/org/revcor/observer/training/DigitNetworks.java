package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.observer.training.Recipe.Hyperparameters;

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
        convolutional(20, 50, 500, CLASSES),
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
        convolutional(10, 20, 100, CLASSES),
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
            convolutional(40, 50, 100, 1),
            Loss.BINARY_CROSS_ENTROPY,
            Hyperparameters.of(5))
        .withClasses(List.of(first, second));
  }

  /** Returns two convolutions with pooling, then two fully connected layers. */
  private static Architecture convolutional(int first, int second, int hidden, int outputs) {
    return grey(
        new Layer.Convolution("conv1", first, 5),
        new Layer.Relu(),
        new Layer.MaxPool(2),
        new Layer.Convolution("conv2", second, 5),
        new Layer.Relu(),
        new Layer.MaxPool(2),
        new Layer.Flatten(),
        new Layer.Linear("fc1", hidden),
        new Layer.Relu(),
        new Layer.Linear("logits", outputs));
  }

  private static Architecture grey(Layer... layers) {
    return new Architecture(1, SIDE, SIDE, List.of(layers));
  }
}
