package org.revcor.observer.network;

import java.util.List;
import java.util.Optional;
import org.revcor.observer.LayerDescription.ReceptiveField;

/**
 * One layer of an {@link Architecture}.
 *
 * <p>Convolutional, recurrent and fully connected layers have a name. The name of another layer is
 * the name of the last named layer plus its {@link #suffix}: {@code conv1.relu}, {@code
 * conv1.pool}. Readouts, edits and files of weights use these names ({@code conv1.weight}, {@code
 * conv1.norm.mean}).
 */
public sealed interface Layer {
  /**
   * Returns the size of the layer's output, which is that of its input unless it is overridden.
   *
   * @throws IllegalArgumentException if it does not support an input of that size
   */
  default Size after(Size before) {
    return before;
  }

  /** Returns the suffix of its name; empty if its values cannot be read. */
  default String suffix() {
    return switch (this) {
      case BatchNorm norm -> "norm";
      case MaxPool pool -> "pool";
      case Relu relu -> "relu";
      case Tanh tanh -> "tanh";
      case Sigmoid sigmoid -> "sigmoid";
      case LastStep last -> "last";
      case Latent latent -> "code";
      default -> "";
    };
  }

  default List<LayerParameter> parameters(String name, Size before) {
    return List.of();
  }

  /** Returns the receptive field, from the field of the layer before; empty for the whole image. */
  default Optional<ReceptiveField> field(ReceptiveField before) {
    return Optional.of(before);
  }

  sealed interface Named extends Layer {
    String name();
  }

  /** A layer whose units each have the whole image as their field. */
  sealed interface Whole extends Layer {
    @Override
    default Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.empty();
    }
  }

  /**
   * Square convolution, stride 1. Converts C x H x W to outputs x (H+2·padding-kernel+1) x
   * (W+2·padding-kernel+1).
   *
   * @param padding zeros around the input
   */
  record Convolution(String name, int outputs, int kernel, int padding) implements Named {
    public Convolution(String name, int outputs, int kernel) {
      this(name, outputs, kernel, 0);
    }

    @Override
    public Size after(Size before) {
      int less = kernel - 1 - 2 * padding;
      return new Size(outputs, before.height() - less, before.width() - less);
    }

    @Override
    public List<LayerParameter> parameters(String full, Size before) {
      int inputs = before.planes() * kernel * kernel;
      return List.of(
          LayerParameter.uniform(
              full + ".weight", List.of(outputs, before.planes(), kernel, kernel), inputs),
          LayerParameter.uniform(full + ".bias", List.of(outputs), inputs));
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.of(before.convolved(kernel, padding));
    }
  }

  /**
   * Batch normalisation of each plane (Ioffe and Szegedy, 2015). It uses the batch's mean and
   * variance in training, and the running ones at inference.
   */
  record BatchNorm() implements Layer {

    @Override
    public List<LayerParameter> parameters(String full, Size before) {
      List<Integer> shape = List.of(before.planes());
      return List.of(
          LayerParameter.constant(full + ".weight", shape, 1),
          LayerParameter.constant(full + ".bias", shape, 0),
          LayerParameter.measured(full + ".mean", shape, 0),
          LayerParameter.measured(full + ".variance", shape, 1));
    }
  }

  /** Max pooling of size x size fields without overlap; drops incomplete rows and columns. */
  record MaxPool(int size) implements Layer {
    @Override
    public Size after(Size before) {
      return new Size(before.planes(), before.height() / size, before.width() / size);
    }

    @Override
    public Optional<ReceptiveField> field(ReceptiveField before) {
      return Optional.of(before.pooled(size));
    }
  }

  /** Rectified linear unit: replaces negative values by zero. */
  record Relu() implements Layer {}

  record Tanh() implements Layer {}

  record Sigmoid() implements Layer {}

  /**
   * Dropout: in training, each value is zero at random, else scaled to preserve the mean. The
   * identity at inference.
   *
   * @param rate probability of zero, in [0,1)
   */
  record Dropout(double rate) implements Layer {}

  /** Converts C x H x W to a row of C·H·W values in that order. */
  record Flatten() implements Whole {
    @Override
    public Size after(Size before) {
      return new Size(before.values(), 1, 1);
    }
  }

  /** Fully connected layer: converts a row of values to a row of outputs. */
  record Linear(String name, int outputs) implements Named, Whole {
    @Override
    public Size after(Size before) {
      before.requireFlat(name);
      return new Size(outputs, 1, 1);
    }

    @Override
    public List<LayerParameter> parameters(String full, Size before) {
      int inputs = before.values();
      return List.of(
          LayerParameter.uniform(full + ".weight", List.of(outputs, inputs), inputs),
          LayerParameter.uniform(full + ".bias", List.of(outputs), inputs));
    }
  }

  /** Converts a grey image to a sequence: W values at each of H steps. */
  record Rows() implements Whole {
    @Override
    public Size after(Size before) {
      if (before.planes() != 1) {
        throw new IllegalArgumentException("rows need one plane, not " + before);
      }
      return new Size(before.width(), before.height(), 1);
    }
  }

  /**
   * Elman's recurrent layer {@code h_t = tanh(W x_t + b + U h_{t-1} + c)}, {@code h_{-1} = 0}.
   * Converts a sequence to a sequence of {@code hidden} values.
   */
  record Recurrent(String name, int hidden) implements Named, Whole {
    @Override
    public Size after(Size before) {
      if (before.width() != 1) {
        throw new IllegalArgumentException(name + " needs a sequence, not " + before);
      }
      return new Size(hidden, before.height(), 1);
    }

    @Override
    public List<LayerParameter> parameters(String full, Size before) {
      return List.of(
          LayerParameter.uniform(full + ".input.weight", List.of(hidden, before.planes()), hidden),
          LayerParameter.uniform(full + ".input.bias", List.of(hidden), hidden),
          LayerParameter.uniform(full + ".hidden.weight", List.of(hidden, hidden), hidden),
          LayerParameter.uniform(full + ".hidden.bias", List.of(hidden), hidden));
    }
  }

  /** Converts a sequence to the row of values of its last step. */
  record LastStep() implements Layer {
    @Override
    public Size after(Size before) {
      return new Size(before.planes(), 1, 1);
    }
  }

  /**
   * Latent code of a variational auto-encoder (Kingma and Welling, 2014). The input is {@code size}
   * means and then {@code size} logarithms of variances. The output is a Gaussian sample in
   * training and the means at inference.
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
  }
}
