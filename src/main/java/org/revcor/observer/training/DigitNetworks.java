package org.revcor.observer.training;

import java.util.List;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;

/** Classifiers of grey images of 28 x 28: those of the paper. */
final class DigitNetworks {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  private DigitNetworks() {}

  /** Two convolutional and two fully connected layers, 431,080 parameters. */
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
        Goal.CROSS_ENTROPY,
        Practice.plain(15));
  }

  /** Half the filters and a fifth of the hidden units: quick to train by the dozen. */
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
        Goal.CROSS_ENTROPY,
        Practice.plain(5));
  }

  /** Multinomial logistic regression. */
  static Recipe logistic() {
    return Recipe.of(
        "mnist-logistic",
        "mnist",
        grey(new Layer.Flatten(), new Layer.Linear("logits", CLASSES)),
        Goal.CROSS_ENTROPY,
        Practice.plain(30));
  }

  /** One hidden layer of a thousand units. */
  static Recipe mlp() {
    return Recipe.of(
        "mnist-mlp",
        "mnist",
        grey(
            new Layer.Flatten(),
            new Layer.Linear("fc1", 1_000),
            new Layer.Relu(),
            new Layer.Linear("logits", CLASSES)),
        Goal.CROSS_ENTROPY,
        Practice.plain(12));
  }

  /** Two recurrent layers that see a row of the image at a step. */
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
        Goal.CROSS_ENTROPY,
        Practice.plain(12));
  }

  /** Tells two digits apart by the sign of one logit, which is positive for the second. */
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
            Goal.BINARY_CROSS_ENTROPY,
            Practice.plain(5))
        .only(List.of(first, second));
  }

  private static Architecture grey(Layer... layers) {
    return new Architecture(1, SIDE, SIDE, List.of(layers));
  }
}
