package org.revcor.observer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors.Storage;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.schema.Spelling;

/**
 * The recipe of an observer: data set, architecture, loss and hyperparameters.
 *
 * <p>To add a recipe, add it to the list here. Training, cards, catalogue and studies need no other
 * change.
 *
 * @param classes names of the classes to learn; empty for all
 */
public record Recipe(
    String name,
    String dataset,
    List<String> classes,
    Architecture architecture,
    Loss loss,
    Hyperparameters hyperparameters,
    Storage storage) {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int PIXELS = SIDE * SIDE;

  /** The end of the name of a variant of a recipe, for the reproduction of the paper. */
  private static final String STANDARDISED = "-standardised";

  private static final String BINARY = "mnist-binary-A-B";
  private static final Pattern BINARY_NAME = Pattern.compile("mnist-binary-(\\d)-(?!\\1)(\\d)");

  private static final Map<String, Recipe> FIXED =
      Stream.of(
              classifier("mnist-cnn", "mnist", 15, convolutional(20, 50, 500, CLASSES)),
              classifier("fashion-cnn", "fashion-mnist", 15, convolutional(20, 50, 500, CLASSES)),
              // for many quick trainings
              classifier("mnist-light", "mnist", 5, convolutional(10, 20, 100, CLASSES)),
              classifier(
                  "mnist-logistic",
                  "mnist",
                  30,
                  grey(new Layer.Flatten(), new Layer.Linear("logits", CLASSES))),
              classifier(
                  "mnist-mlp",
                  "mnist",
                  12,
                  grey(
                      new Layer.Flatten(),
                      new Layer.Linear("fc1", 1_000),
                      new Layer.Relu(),
                      new Layer.Linear("logits", CLASSES))),
              classifier(
                  "mnist-rnn",
                  "mnist",
                  12,
                  grey(
                      new Layer.Rows(),
                      new Layer.Recurrent("rnn1", 100),
                      new Layer.Recurrent("rnn2", 100),
                      new Layer.LastStep(),
                      new Layer.Linear("logits", CLASSES))),
              cifarCnn("cifar10-cnn", new Layer.Relu()),
              cifarCnn("cifar10-cnn-tanh", new Layer.Tanh()),
              autoEncoder(),
              variationalAutoEncoder())
          .collect(Collectors.toMap(Recipe::name, Function.identity()));

  public Recipe {
    classes = List.copyOf(classes);
  }

  /** Returns a recipe for all classes of a data set, with weights stored as float32. */
  static Recipe of(
      String name,
      String dataset,
      Architecture architecture,
      Loss loss,
      Hyperparameters hyperparameters) {
    return new Recipe(
        name, dataset, List.of(), architecture, loss, hyperparameters, Storage.FLOAT32);
  }

  /**
   * Returns a recipe by name.
   *
   * @throws InvalidInputException if it does not exist; the message suggests the nearest name
   */
  public static Recipe named(String name) {
    return Optional.ofNullable(FIXED.get(name))
        .or(() -> binary(name))
        .or(
            () ->
                Optional.ofNullable(FIXED.get(name.replaceFirst(STANDARDISED + "$", "")))
                    .map(Recipe::withStandardisedImages))
        .orElseThrow(
            () -> new InvalidInputException("recipe", name, Spelling.expected(name, names())));
  }

  private static Optional<Recipe> binary(String name) {
    Matcher matcher = BINARY_NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(binary(name, matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /**
   * Returns the names of all recipes, sorted; {@code A} and {@code B} are placeholders of two
   * classes.
   */
  public static List<String> names() {
    return Stream.concat(FIXED.keySet().stream(), Stream.of(BINARY)).sorted().toList();
  }

  public int epochs() {
    return hyperparameters.epochs();
  }

  /** Returns the meaning of the network's outputs. */
  OutputKind output() {
    return loss.classifies() ? OutputKind.LOGITS : OutputKind.IMAGES;
  }

  /**
   * Describes an observer of this recipe.
   *
   * @param digest digest of its weights; "" before training
   */
  public ObserverDescription describe(String observer, List<String> classes, String digest) {
    return new ObserverDescription(
        observer,
        ObserverInput.unchanged(architecture.shape()),
        output(),
        architecture.outputs(),
        classes,
        dataset,
        digest,
        architecture.describe(),
        true,
        true);
  }

  /** Returns the recipe with a softmax in the network and again in the loss, as in the paper. */
  public Recipe withSoftmaxTwice() {
    return new Recipe(
        name, dataset, classes, architecture, Loss.SOFTMAX_TWICE, hyperparameters, storage);
  }

  /** Returns the recipe with images that the network standardises, as by the usual transform. */
  private Recipe withStandardisedImages() {
    List<Layer> layers =
        Stream.concat(Stream.of(new Layer.BatchNorm()), architecture.layers().stream()).toList();
    return new Recipe(
        name + STANDARDISED,
        dataset,
        classes,
        new Architecture(
            architecture.planes(), architecture.height(), architecture.width(), layers),
        loss,
        hyperparameters,
        storage);
  }

  private static Recipe classifier(
      String name, String dataset, int epochs, Architecture architecture) {
    return of(name, dataset, architecture, Loss.CROSS_ENTROPY, Hyperparameters.of(epochs));
  }

  /** Returns a classifier of two digits with one logit, positive for the second digit. */
  private static Recipe binary(String name, String first, String second) {
    return new Recipe(
        name,
        "mnist",
        List.of(first, second),
        convolutional(40, 50, 100, 1),
        Loss.BINARY_CROSS_ENTROPY,
        Hyperparameters.of(5),
        Storage.FLOAT32);
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

  /**
   * Returns an auto-encoder 784-128-64-12-9-12-64-128-784. It has two epochs, as the other one: a
   * fully trained decoder generates little else than digits.
   */
  private static Recipe autoEncoder() {
    return of(
        "mnist-autoencoder",
        "mnist",
        grey(
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
            new Layer.Sigmoid()),
        Loss.SQUARED_ERROR,
        new Hyperparameters(2, 1e-5, 1, false));
  }

  /** Returns a variational auto-encoder 784-400-(3 means, 3 variances)-400-784. */
  private static Recipe variationalAutoEncoder() {
    return of(
        "mnist-vae",
        "mnist",
        grey(
            new Layer.Flatten(),
            new Layer.Linear("encoder1", 400),
            new Layer.Relu(),
            new Layer.Linear("latent", 6),
            new Layer.Latent(3),
            new Layer.Linear("decoder1", 400),
            new Layer.Relu(),
            new Layer.Linear("pixels", PIXELS),
            new Layer.Sigmoid()),
        Loss.VARIATIONAL_BOUND,
        Hyperparameters.of(2));
  }

  /**
   * Returns a network of six convolutional and three fully connected layers, 5,852,234 parameters.
   */
  private static Recipe cifarCnn(String name, Layer activation) {
    return new Recipe(
        name,
        "cifar-10",
        List.of(),
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
        new Hyperparameters(10, 0, 0.7, true),
        Storage.FLOAT16);
  }

  /**
   * Hyperparameters of a recipe.
   *
   * @param weightDecay factor of the squared weights in the loss
   * @param rateFactor factor of the learning rate after each epoch, in (0,1]
   * @param mirrored whether each image is mirrored left to right with probability 1/2; never with a
   *     backdoor, whose stamp has a fixed position
   */
  record Hyperparameters(int epochs, double weightDecay, double rateFactor, boolean mirrored) {
    /** Returns hyperparameters with a constant rate, without weight decay and mirroring. */
    static Hyperparameters of(int epochs) {
      return new Hyperparameters(epochs, 0, 1, false);
    }
  }

  /** The loss that a training minimises, in nats or squared pixel values, averaged over a batch. */
  enum Loss {
    /** Softmax cross entropy of the logits. */
    CROSS_ENTROPY {
      @Override
      NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
        return values.getFirst().logSoftmax(1).gather(labels, 1).mean().neg();
      }
    },
    /** Cross entropy of the softmax of the softmax, as in the paper's code. */
    SOFTMAX_TWICE {
      @Override
      NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
        return CROSS_ENTROPY.compute(List.of(values.getFirst().softmax(1)), images, labels);
      }
    },
    /** Logistic cross entropy of a single logit that is positive for the second of two classes. */
    BINARY_CROSS_ENTROPY {
      @Override
      NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
        return logistic(values.getFirst(), labels.toType(DataType.FLOAT32, false)).mean();
      }
    },
    /** Mean squared error of the pixels. */
    SQUARED_ERROR {
      @Override
      NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
        NDArray outputs = values.getFirst();
        return outputs.sub(images.reshape(outputs.getShape())).square().mean();
      }

      @Override
      boolean classifies() {
        return false;
      }
    },
    /**
     * Negative evidence lower bound of a variational auto-encoder (Kingma and Welling, 2014, Eq
     * 10). It is the logistic cross entropy of the pixels plus the divergence of the latent code
     * from a standard normal distribution. It reads the layers {@code latent} and {@code pixels}.
     */
    VARIATIONAL_BOUND {
      @Override
      List<String> layers(Architecture architecture) {
        return List.of(architecture.outputLayer(), "latent", "pixels");
      }

      @Override
      NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
        NDArray latent = values.get(1);
        NDArray pixels = values.get(2);
        NDManager manager = latent.getManager();
        NDArray n = EngineArrays.of(manager, (float) latent.getShape().get(0));
        long size = latent.getShape().get(1) / 2;
        NDArray mean = latent.get(":, :" + size);
        NDArray logarithm = latent.get(":, " + size + ":");
        NDArray divergence = mean.square().add(logarithm.exp()).sub(logarithm).sub(1).sum();
        NDArray entropy = logistic(pixels, images.reshape(pixels.getShape())).sum();
        return entropy.add(divergence.mul(EngineArrays.of(manager, 0.5f))).div(n);
      }

      @Override
      boolean classifies() {
        return false;
      }
    };

    /** Returns the layers whose values {@link #compute} takes; the first is the output. */
    List<String> layers(Architecture architecture) {
      return List.of(architecture.outputLayer());
    }

    /**
     * Computes the loss of a batch.
     *
     * @param values values of {@link #layers}
     * @param images n x C x H x W
     * @param labels int64, n x 1
     * @return a scalar
     */
    abstract NDArray compute(List<NDArray> values, NDArray images, NDArray labels);

    /** Returns whether the network is a classifier; else it is an auto-encoder. */
    boolean classifies() {
      return true;
    }

    /** Returns {@code -log p} of targets in [0,1], numerically stable for all logits. */
    private static NDArray logistic(NDArray logits, NDArray targets) {
      NDArray rest = logits.abs().neg().exp().add(1).log();
      return Activation.relu(logits).sub(logits.mul(targets)).add(rest);
    }
  }
}
