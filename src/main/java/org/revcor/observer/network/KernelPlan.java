package org.revcor.observer.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.revcor.observer.Edit;
import org.revcor.observer.network.Architecture.Stage;
import org.revcor.observer.network.vector.Kernel;
import org.revcor.observer.network.vector.Memory;
import org.revcor.observer.network.vector.VectorNetwork;

/**
 * A network as vector kernels, which combine layers that are neither read nor edited. Lanes share
 * it.
 *
 * @param kernels the kernels in order
 */
record KernelPlan(List<Kernel> kernels, Memory memory, Map<String, Integer> layers) {
  private static final int PAIR = 2;

  /** Returns whether vector kernels exist for all layers of a network. */
  static boolean covers(Architecture architecture) {
    List<Layer> layers =
        architecture.layers().stream().filter(layer -> !(layer instanceof Layer.Dropout)).toList();
    return layers.stream().allMatch(KernelPlan::hasKernel)
        && IntStream.range(1, layers.size())
            .allMatch(i -> canFollow(layers.get(i - 1), layers.get(i)));
  }

  private static boolean hasKernel(Layer layer) {
    return switch (layer) {
      case Layer.Convolution convolution -> convolution.padding() < convolution.kernel();
      case Layer.Rows rows -> false;
      case Layer.Recurrent recurrent -> false;
      case Layer.LastStep last -> false;
      default -> true;
    };
  }

  /** Kernels do not reorder the values of an image; only the weights of the next layer can be. */
  private static boolean canFollow(Layer before, Layer layer) {
    return switch (layer) {
      case Layer.Linear linear -> true;
      case Layer.Latent latent -> before instanceof Layer.Linear;
      default -> !(before instanceof Layer.Flatten);
    };
  }

  /**
   * Creates a plan.
   *
   * @param read names of the layers whose values must be available
   */
  static KernelPlan of(
      Architecture architecture, Weights weights, List<Edit> edits, Collection<String> read) {
    return new Builder(architecture, weights, edits, Set.copyOf(read)).plan();
  }

  VectorNetwork network() {
    return new VectorNetwork(kernels, memory);
  }

  int kernelsTo(String layer) {
    return Objects.requireNonNull(layers.get(layer), layer);
  }

  private static final class Builder {
    private final Architecture architecture;
    private final List<Stage> stages;
    private final Weights weights;
    private final List<Edit> edits;
    private final Set<String> read;
    private final Memory memory = new Memory();
    private final List<Kernel> kernels = new ArrayList<>();
    private final Map<String, Integer> layers = new LinkedHashMap<>();

    /** Size of the values before any flattening, which determines their order. */
    private Size layout;

    Builder(Architecture architecture, Weights weights, List<Edit> edits, Set<String> read) {
      this.architecture = architecture;
      this.stages = architecture.stages();
      this.weights = weights;
      this.edits = edits;
      this.read = read;
      this.layout = architecture.input();
    }

    KernelPlan plan() {
      end(Architecture.INPUT, architecture.input());
      for (int i = 0; i < stages.size(); ) {
        int next = i + 1;
        Stage stage = stages.get(i);
        Size size = stage.before();
        switch (stage.layer()) {
          case Layer.Convolution layer -> next = convolution(i, layer);
          case Layer.BatchNorm layer ->
              kernels.add(perPlane(Normalisation.of(weights, stage.name()), size));
          case Layer.MaxPool(int side) ->
              kernels.add(Kernel.maxPool(size.planes(), size.height(), size.width(), side));
          case Layer.Relu layer -> kernels.add(Kernel.relu(size.values()));
          case Layer.Tanh layer -> kernels.add(Kernel.tanh(size.values()));
          case Layer.Sigmoid layer -> sigmoid(size.values());
          case Layer.Linear layer ->
              kernels.add(
                  Kernel.linear(
                      planesLast(values(layer, "weight"), layout), values(layer, "bias")));
          case Layer.Latent(int latent) -> kernels.add(Kernel.firstValues(size.values(), latent));
          case Layer.Dropout layer -> {}
          case Layer.Flatten layer -> {}
          case Layer.Rows layer -> throw new IllegalArgumentException(layer.toString());
          case Layer.Recurrent layer -> throw new IllegalArgumentException(layer.toString());
          case Layer.LastStep layer -> throw new IllegalArgumentException(layer.toString());
        }
        Stage last = stages.get(next - 1);
        layout =
            last.layer() instanceof Layer.Flatten || last.layer() instanceof Layer.Dropout
                ? layout
                : last.after();
        end(last.name(), last.after());
        i = next;
      }
      return new KernelPlan(kernels, memory, layers);
    }

    /** Adds a logistic function, (1 + tanh(x/2))/2. */
    private void sigmoid(int values) {
      float[] halves = new float[values];
      Arrays.fill(halves, 0.5f);
      kernels.add(Kernel.affine(halves, new float[values]));
      kernels.add(Kernel.tanh(values));
      kernels.add(Kernel.affine(halves, halves));
    }

    private float[] values(Layer.Named layer, String parameter) {
      return weights.values(layer.name() + "." + parameter);
    }

    private void end(String name, Size size) {
      edits.stream()
          .filter(edit -> edit.layer().equals(name))
          .flatMap(edit -> Edits.constants(edit, size).stream())
          .forEach(
              change ->
                  kernels.add(
                      Kernel.affine(
                          planesLast(change.factors(), size),
                          planesLast(change.summands(), size))));
      layers.put(name, kernels.size());
    }

    /** Adds a convolution with the layers after it that it includes; returns the next stage. */
    private int convolution(int at, Layer.Convolution layer) {
      Size size = stages.get(at).before();
      float[] filters = values(layer, "weight");
      float[] bias = values(layer, "bias");
      int end = at + 1;
      if (is(end, Layer.BatchNorm.class) && isFree(at)) {
        Normalisation norm = Normalisation.of(weights, stages.get(end).name());
        filters = norm.scaled(filters);
        bias = norm.applied(bias);
        end++;
      }
      boolean pools =
          is(end, Layer.Relu.class)
              && is(end + 1, Layer.MaxPool.class)
              && stages.get(end + 1).layer().equals(new Layer.MaxPool(PAIR))
              && isFree(end - 1)
              && isFree(end);
      kernels.add(
          Kernel.convolution(
              memory,
              size.planes(),
              size.height(),
              size.width(),
              layer.kernel(),
              layer.padding(),
              filters,
              bias,
              pools));
      return pools ? end + 2 : end;
    }

    private boolean is(int at, Class<? extends Layer> kind) {
      return at < stages.size() && kind.isInstance(stages.get(at).layer());
    }

    /** Returns whether the values of a stage are neither read nor edited. */
    private boolean isFree(int at) {
      String name = stages.get(at).name();
      return !read.contains(name) && edits.stream().noneMatch(edit -> edit.layer().equals(name));
    }
  }

  /** Converts rows from C,H,W to H,W,C order. */
  private static float[] planesLast(float[] rows, Size size) {
    float[] ordered = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int value = i % size.values();
      int position = value % size.positions();
      ordered[i - value + position * size.planes() + value / size.positions()] = rows[i];
    }
    return ordered;
  }

  private static Kernel perPlane(Normalisation norm, Size size) {
    float[] factors = new float[size.values()];
    float[] summands = new float[size.values()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = norm.factors()[i % size.planes()];
      summands[i] = norm.summands()[i % size.planes()];
    }
    return Kernel.affine(factors, summands);
  }

  /** A batch normalisation at inference: the factor and the summand of each plane. */
  private record Normalisation(float[] factors, float[] summands) {
    static Normalisation of(Weights weights, String name) {
      float[] factors = weights.values(name + ".weight").clone();
      float[] summands = weights.values(name + ".bias").clone();
      for (int i = 0; i < factors.length; i++) {
        double variance = weights.values(name + ".variance")[i] + Operations.NORM_EPSILON;
        double factor = factors[i] / Math.sqrt(variance);
        factors[i] = (float) factor;
        summands[i] -= (float) (factor * weights.values(name + ".mean")[i]);
      }
      return new Normalisation(factors, summands);
    }

    float[] scaled(float[] filters) {
      float[] scaled = filters.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= factors[i / (scaled.length / factors.length)];
      }
      return scaled;
    }

    float[] applied(float[] bias) {
      float[] applied = Arrays.copyOf(summands, bias.length);
      for (int i = 0; i < bias.length; i++) {
        applied[i] += factors[i] * bias[i];
      }
      return applied;
    }
  }
}
