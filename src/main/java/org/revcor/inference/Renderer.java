package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

/** Computes stimuli and averaged values from a batch of rows, on the device of the rows. */
public final class Renderer {
  private static final float MIN_RANGE = 1e-12f;

  /** {@code BILINEAR} of the engine. */
  private static final int BILINEAR = 2;

  private final ObserverDescription shape;
  private final ObserverDescription input;
  private final Rendering rendering;
  private final @Nullable Observer decoder;

  /**
   * A rendered batch.
   *
   * @param shown stimuli, n x d, C,H,W order
   */
  public record Rendered(NDArray shown, NDArray averaged) {}

  public Renderer(Protocol protocol, Optional<Observer> decoder) {
    this(protocol.shownShape(), protocol.observer().description(), protocol.rendering(), decoder);
  }

  /**
   * Creates a renderer of stimuli without enlargement.
   *
   * @throws InvalidInputException if the decoder produces images of another shape
   */
  Renderer(ObserverDescription shape, Rendering rendering, Optional<Observer> decoder) {
    this(shape, shape, rendering, decoder);
  }

  /** Creates a renderer that only enlarges images. */
  Renderer(ObserverDescription shape, ObserverDescription input) {
    this(shape, input, new Rendering.AsDrawn(), Optional.empty());
  }

  private Renderer(
      ObserverDescription shape,
      ObserverDescription input,
      Rendering rendering,
      Optional<Observer> decoder) {
    this.shape = shape;
    this.input = input;
    this.rendering = rendering;
    this.decoder = decoder.orElse(null);
    if (rendering instanceof Rendering.Decoded decoded) {
      decoded.requireShape(shape);
    }
  }

  public Rendered render(NDArray rows) {
    return switch (rendering) {
      case Rendering.AsDrawn drawn -> {
        NDArray shown = columns(rows, 0);
        yield new Rendered(shown, shown);
      }
      case Rendering.BesideAveraged beside ->
          new Rendered(columns(rows, 0), columns(rows, shape.values()));
      case Rendering.Decoded decoded -> {
        NDArray shown = decoded(rows, decoded);
        yield new Rendered(shown, decoded.latent() ? rows : averaged(rows, shown));
      }
    };
  }

  /** Returns d columns from {@code from} on; returns rows without other columns unchanged. */
  private NDArray columns(NDArray rows, int from) {
    int values = shape.values();
    return rows.getShape().get(1) == values
        ? rows
        : rows.get(":, {}:{}", from, from + values).duplicate();
  }

  private NDArray decoded(NDArray rows, Rendering.Decoded decoded) {
    if (decoder == null) {
      throw new IllegalStateException("no decoder was loaded");
    }
    long n = rows.getShape().get(0);
    NDArray images = decoder.forward(rows.reshape(n, rows.getShape().get(1), 1, 1));
    return decoded.scaled() ? scaled(images, n) : images.reshape(n, shape.values());
  }

  private NDArray averaged(NDArray rows, NDArray shown) {
    return decoder instanceof ComponentDecoder.Loaded components
        ? components.averaged(rows, shown)
        : shown;
  }

  /** Min-max scales each plane to [0,1]; a constant plane becomes 0. */
  private NDArray scaled(NDArray images, long n) {
    NDArray planes = images.reshape(n, shape.planes(), (long) shape.height() * shape.width());
    int[] space = {2};
    NDArray min = planes.min(space, true);
    NDArray range = planes.max(space, true).sub(min).maximum(MIN_RANGE);
    return planes.sub(min).div(range).reshape(new Shape(n, shape.values()));
  }

  /**
   * Returns a batch of stimuli as n x C x H x W of the observer's input: enlarged with bilinear
   * interpolation between pixel centres, or without a copy if they have its size.
   *
   * @param flat n x d, C,H,W order
   */
  public NDArray images(NDArray flat) {
    NDArray images = images(flat, shape);
    if (shape.height() == input.height() && shape.width() == input.width()) {
      return images;
    }
    PtNDArray own = (PtNDArray) images;
    return JniUtils.interpolate(own, new long[] {input.height(), input.width()}, BILINEAR, false);
  }

  /**
   * Returns the batch as n x C x H x W, without a copy. For one plane both layouts of the engine
   * are the same memory. Its strides are set to channels last, the layout of the fastest
   * convolutions on a CPU.
   *
   * @param flat n x d, C,H,W order
   */
  static NDArray images(NDArray flat, ObserverDescription shape) {
    long n = flat.getShape().get(0);
    if (shape.planes() == 1) {
      return flat.reshape(n, shape.height(), shape.width(), 1).transpose(0, 3, 1, 2);
    }
    return flat.reshape(n, shape.planes(), shape.height(), shape.width());
  }
}
