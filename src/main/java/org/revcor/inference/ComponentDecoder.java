package org.revcor.inference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.revcor.ObserverFailedException;
import org.revcor.file.Digest;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.Basis;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.PcaBasis;

/** Computes images as sums of the components of a basis, each plane or all planes together. */
public final class ComponentDecoder implements ObserverSource {
  private final Basis basis;
  private final int groups;
  private final int components;
  private final Supplier<float[]> vectors;
  private final Optional<float[]> mean;
  private final boolean clipped;
  private final Optional<Examples> examples;

  /**
   * @param groups number of parts of an image with components of their own: its planes, or 1
   * @param vectors groups x components x values of a group; computed when it is loaded
   * @param mean groups x values of a group; empty for none
   * @param clipped whether values are clipped to [0,1]
   * @param examples images of which each row adds one; a row then has its contrast and its index
   *     after the scores
   */
  private ComponentDecoder(
      Basis basis,
      int groups,
      int components,
      Supplier<float[]> vectors,
      Optional<float[]> mean,
      boolean clipped,
      Optional<Examples> examples) {
    this.basis = basis;
    this.groups = groups;
    this.components = components;
    this.vectors = vectors;
    this.mean = mean;
    this.clipped = clipped;
    this.examples = examples;
  }

  /**
   * Returns the decoder of the scores of a Gabor-PCA basis. Each plane is the sum of the components
   * multiplied by their scores. Images are not scaled.
   *
   * @param withMean whether to add the mean weights of the images that the basis was fitted to; the
   *     paper's authors omit it
   */
  public static ComponentDecoder of(GaborBasis basis, boolean withMean) {
    return new ComponentDecoder(
        basis,
        basis.planes(),
        basis.components(),
        basis::vectors,
        withMean ? Optional.of(basis.mean()) : Optional.empty(),
        false,
        Optional.empty());
  }

  /**
   * Returns the decoder that computes images {@code mean + scale Σ_k √λ_k z_k v_k}, clipped to
   * [0,1], from standard scores z of principal components v with the variances λ.
   *
   * @param components number of components, at most those of the basis
   */
  public static ComponentDecoder of(PcaBasis basis, int components, double scale) {
    return new ComponentDecoder(
        basis,
        1,
        components,
        () -> scaled(basis, components, scale),
        Optional.of(basis.mean()),
        true,
        Optional.empty());
  }

  /**
   * Returns a copy that adds one of several images to each image, as {@code mean + contrast
   * (example - mean) + noise}, with mean and noise enlarged to the input. The noise alone is
   * averaged, as drawn.
   *
   * @param images classes x values of the input
   */
  public ComponentDecoder withExamples(float[] images, ObserverDescription input) {
    return new ComponentDecoder(
        basis,
        groups,
        components,
        vectors,
        mean,
        clipped,
        Optional.of(new Examples(images, input)));
  }

  private record Examples(float[] images, ObserverDescription input) {}

  private static float[] scaled(PcaBasis basis, int components, double scale) {
    int values = basis.mean().length;
    float[] vectors = new float[components * values];
    for (int i = 0; i < vectors.length; i++) {
      double deviation = scale * Math.sqrt(basis.variances()[i / values]);
      vectors[i] = (float) (deviation * basis.vectors()[i]);
    }
    return vectors;
  }

  @Override
  public ObserverDescription description() {
    return ObserverDescription.ofDecoder(
        basis.name(),
        groups * components + extra(),
        "pixels",
        examples.map(shown -> shown.input.values()).orElse(values()),
        digest());
  }

  /** Returns the number of values of a row after the scores. */
  private int extra() {
    return examples.isPresent() ? 2 : 0;
  }

  private String digest() {
    if (examples.isEmpty()) {
      return basis.digest();
    }
    float[] images = examples.get().images;
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * images.length);
    bytes.asFloatBuffer().put(images);
    return Digest.of((basis.digest() + " " + Digest.of(bytes.array())).getBytes(US_ASCII));
  }

  private int values() {
    return basis.planes() * basis.height() * basis.width();
  }

  @Override
  public long bytes() {
    return Float.BYTES
        * ((long) (components + 1) * values()
            + examples.map(shown -> shown.images.length).orElse(0));
  }

  @Override
  public Observer load(Device device) {
    return new Loaded(this, NDManager.newBaseManager(device, "PyTorch"));
  }

  static final class Loaded implements Observer {
    private final ComponentDecoder source;
    private final NDManager manager;
    private final NDArray vectors;
    private final Optional<NDArray> mean;

    /** Examples less the mean, classes x values of the input. */
    private final Optional<NDArray> examples;

    Loaded(ComponentDecoder source, NDManager manager) {
      this.source = source;
      this.manager = manager;
      this.vectors = array(source.vectors.get(), source.components);
      this.mean = source.mean.map(array -> array(array, 1));
      this.examples = source.examples.map(this::lessTheMean);
    }

    private NDArray lessTheMean(Examples shown) {
      int values = shown.input.values();
      NDArray images =
          manager.create(shown.images, new Shape(shown.images.length / values, values));
      try (NDManager scope = manager.newSubManager()) {
        NDArray base = mean.orElseThrow().reshape(1, source.values());
        base.attach(scope);
        images.subi(enlarged(base, shown.input));
        base.detach();
      }
      return images;
    }

    /** Returns images of the size of the basis in that of an input, n x values. */
    private NDArray enlarged(NDArray images, ObserverDescription input) {
      ObserverDescription shape =
          input.withSize(new StimulusSize(source.basis.height(), source.basis.width()));
      return new Renderer(shape, input).images(images).reshape(-1, input.values());
    }

    private NDArray array(float[] values, int rows) {
      Shape shape = new Shape(source.groups, rows, values.length / source.groups / rows);
      try (NDArray temporary = manager.create(values, shape)) {
        return temporary.duplicate();
      }
    }

    @Override
    public ObserverDescription description() {
      return source.description();
    }

    @Override
    public NDArray forward(NDArray rows) {
      NDArray images = withoutExamples(rows);
      NDArray flat =
          examples.isPresent()
              ? enlarged(images, source.examples.orElseThrow().input).add(example(rows))
              : images;
      return source.clipped ? flat.clip(0, 1) : flat;
    }

    private NDArray withoutExamples(NDArray rows) {
      long n = rows.getShape().get(0);
      int width = source.groups * source.components;
      NDArray all = rows.reshape(n, width + source.extra());
      NDArray scores = examples.isPresent() ? all.get(":, 0:{}", width) : all;
      NDArray byGroup = scores.reshape(n, source.groups, source.components).transpose(1, 0, 2);
      NDArray sums = byGroup.matMul(vectors);
      NDArray images = mean.map(sums::add).orElse(sums);
      return images.transpose(1, 0, 2).reshape(n, source.values());
    }

    /** Returns the example of each row, less the mean, times its contrast. */
    private NDArray example(NDArray rows) {
      int width = source.groups * source.components;
      NDArray all = rows.reshape(rows.getShape().get(0), width + source.extra());
      NDArray index = all.get(":, {}", width + 1).toType(DataType.INT64, false);
      NDArray chosen = examples.orElseThrow().get(new NDIndex("{}", index));
      // Else it belongs to the manager of the examples, and stays until the decoder is closed.
      chosen.attach(rows.getManager());
      return chosen.mul(all.get(":, {}:{}", width, width + 1));
    }

    /** Returns what is averaged of the images shown: the noise as drawn if there are examples. */
    NDArray averaged(NDArray rows, NDArray shown) {
      return examples.isPresent() ? withoutExamples(rows) : shown;
    }

    @Override
    public List<NDArray> activations(NDArray scores, List<String> layers) {
      return layers.stream().map(layer -> forward(scores)).toList();
    }

    @Override
    public Gradient gradient(NDArray scores, String layer, Objective objective) {
      throw new ObserverFailedException(
          "basis " + source.basis.name() + " is used for its images only");
    }

    @Override
    public long bytes() {
      return source.bytes();
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
