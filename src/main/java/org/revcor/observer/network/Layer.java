package org.revcor.observer.network;

import java.util.List;
import java.util.Optional;
import org.revcor.observer.ReceptiveField;

/**
 * One layer of an {@link Architecture}.
 *
 * <p>Convolutional, recurrent and fully connected layers have a name. Any other that gives values
 * worth reading is called after the last of them and its {@link #suffix}: {@code conv1.relu},
 * {@code conv1.pool}. Readouts and edits refer to layers by these names, and weights stand under
 * them in a file ({@code conv1.weight}, {@code conv1.norm.mean}).
 */
public sealed interface Layer {
  /**
   * Size of what the layer gives.
   *
   * @throws IllegalArgumentException if it cannot follow something of that size
   */
  Size after(Size before);

  /** Its own name or, after a dot, what it adds to that of the last layer with a name. */
  default String suffix() {
    return "";
  }

  /** Its parameters, under its full name. */
  default List<Parameter> parameters(String name, Size before) {
    return List.of();
  }

  /** What a unit sees of the image, from what a unit of the layer before sees; empty for all. */
  default Optional<ReceptiveField> field(ReceptiveField before) {
    return Optional.of(before);
  }

  /** A layer that has a name of its own. */
  sealed interface Named extends Layer {
    String name();
  }

  /**
   * Square convolution, stride 1: C x H x W becomes outputs x (H+2·padding-kernel+1) x
   * (W+2·padding-kernel+1).
   *
   * @param padding zeros around the input
   */
  record Convolution(String name, int outputs, int kernel, int padding) implements Named {
    /** Without padding. */
    public Convolution(String name, int outputs, int kernel) {
      this(name, outputs, kernel, 0);
    }

    @Override
    public Size after(Size before) {
      int less = kernel - 1 - 2 * padding;
      return new Size(outputs, before.height() - less, before.width() - less);
    }

    @Override
    public List<Parameter> parameters(String full, Size before) {
      int inputs = before.planes() * kernel * kernel;
      return List.of(
          Parameter.uniform(
              full + ".weight", List.of(outputs, before.planes(), kernel, kernel), inputs),
          Parameter.uniform(full + ".bias", List.of(outputs), inputs));
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.of(before.convolved(kernel, padding));
    }
  }

  /**
   * Batch normalisation of each plane (Ioffe and Szegedy, 2015): by the batch in training, by the
   * running mean and variance under study.
   */
  record BatchNorm() implements Layer {
    @Override
    public Size after(Size before) {
      return before;
    }

    @Override
    public String suffix() {
      return "norm";
    }

    @Override
    public List<Parameter> parameters(String full, Size before) {
      List<Integer> shape = List.of(before.planes());
      return List.of(
          Parameter.constant(full + ".weight", shape, 1),
          Parameter.constant(full + ".bias", shape, 0),
          Parameter.measured(full + ".mean", shape, 0),
          Parameter.measured(full + ".variance", shape, 1));
    }
  }

  /**
   * Largest of each size x size field, without overlap; rows and columns that are left over are
   * dropped.
   */
  record MaxPool(int size) implements Layer {
    @Override
    public Size after(Size before) {
      return new Size(before.planes(), before.height() / size, before.width() / size);
    }

    @Override
    public String suffix() {
      return "pool";
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.of(before.pooled(size));
    }
  }

  /** Negative values become zero. */
  record Relu() implements Layer {
    @Override
    public Size after(Size before) {
      return before;
    }

    @Override
    public String suffix() {
      return "relu";
    }
  }

  /** Hyperbolic tangent of each value. */
  record Tanh() implements Layer {
    @Override
    public Size after(Size before) {
      return before;
    }

    @Override
    public String suffix() {
      return "tanh";
    }
  }

  /** Logistic function of each value. */
  record Sigmoid() implements Layer {
    @Override
    public Size after(Size before) {
      return before;
    }

    @Override
    public String suffix() {
      return "sigmoid";
    }
  }

  /**
   * In training, each value is zero at random and otherwise grows to keep its mean; under study
   * nothing happens.
   *
   * @param rate probability of zero, in [0,1)
   */
  record Dropout(double rate) implements Layer {
    @Override
    public Size after(Size before) {
      return before;
    }
  }

  /** C x H x W becomes a row of C·H·W values in that order. */
  record Flatten() implements Layer {
    @Override
    public Size after(Size before) {
      return new Size(before.values(), 1, 1);
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.empty();
    }
  }

  /** Fully connected: a row of values becomes a row of outputs. */
  record Linear(String name, int outputs) implements Named {
    @Override
    public Size after(Size before) {
      before.requireFlat(name);
      return new Size(outputs, 1, 1);
    }

    @Override
    public List<Parameter> parameters(String full, Size before) {
      int inputs = before.values();
      return List.of(
          Parameter.uniform(full + ".weight", List.of(outputs, inputs), inputs),
          Parameter.uniform(full + ".bias", List.of(outputs), inputs));
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.empty();
    }
  }

  /** A grey image becomes a sequence: W values at each of H steps. */
  record Rows() implements Layer {
    @Override
    public Size after(Size before) {
      if (before.planes() != 1) {
        throw new IllegalArgumentException("rows need one plane, not " + before);
      }
      return new Size(before.width(), before.height(), 1);
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.empty();
    }
  }

  /**
   * Elman's recurrent layer {@code h_t = tanh(W x_t + b + U h_{t-1} + c)}, {@code h_{-1} = 0}: a
   * sequence of values becomes one of {@code hidden} values.
   */
  record Recurrent(String name, int hidden) implements Named {
    @Override
    public Size after(Size before) {
      if (before.width() != 1) {
        throw new IllegalArgumentException(name + " needs a sequence, not " + before);
      }
      return new Size(hidden, before.height(), 1);
    }

    @Override
    public List<Parameter> parameters(String full, Size before) {
      return List.of(
          Parameter.uniform(full + ".input.weight", List.of(hidden, before.planes()), hidden),
          Parameter.uniform(full + ".input.bias", List.of(hidden), hidden),
          Parameter.uniform(full + ".hidden.weight", List.of(hidden, hidden), hidden),
          Parameter.uniform(full + ".hidden.bias", List.of(hidden), hidden));
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.empty();
    }
  }

  /** A sequence becomes the row of values of its last step. */
  record LastStep() implements Layer {
    @Override
    public Size after(Size before) {
      return new Size(before.planes(), 1, 1);
    }

    @Override
    public String suffix() {
      return "last";
    }
  }

  /**
   * Latent code of a variational auto-encoder (Kingma and Welling, 2014): of 2·size values, means
   * and then logarithms of variances, a Gaussian sample in training and the means under study.
   */
  record Latent(int size) implements Layer {
    @Override
    public Size after(Size before) {
      if (before.values() != 2 * size) {
        throw new IllegalArgumentException(
            "a latent code of " + size + " needs twice as many values, not " + before);
      }
      return new Size(size, 1, 1);
    }

    @Override
    public String suffix() {
      return "code";
    }
  }
}
