package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

/** Makes of a batch of rows what is shown and what is averaged, on the device of the rows. */
final class Renderer {
  private static final float BLANK = 1e-12f;

  private final ObserverDescription shape;
  private final Rendering rendering;
  private final @Nullable Observer decoder;

  /**
   * A batch.
   *
   * @param shown n x d, C,H,W order
   * @param averaged n x values of what is averaged
   */
  record Rendered(NDArray shown, NDArray averaged) {}

  /**
   * @param shape of the observer that is shown the stimuli
   * @param decoder there if the rendering names one
   */
  Renderer(ObserverDescription shape, Rendering rendering, Optional<Observer> decoder) {
    this.shape = shape;
    this.rendering = rendering;
    this.decoder = decoder.orElse(null);
  }

  /**
   * @param rows n x values of a row
   */
  Rendered render(NDArray rows) {
    return switch (rendering) {
      case Rendering.AsDrawn drawn -> {
        NDArray shown = columns(rows, 0);
        yield new Rendered(shown, shown);
      }
      case Rendering.BesideAveraged beside ->
          new Rendered(columns(rows, 0), columns(rows, shape.values()));
      case Rendering.Decoded decoded -> {
        NDArray shown = decoded(rows, decoded);
        yield new Rendered(shown, decoded.latent() ? rows : shown);
      }
    };
  }

  /** The d columns from one on; rows that have no others as they are. */
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
    if (images.size() != n * shape.values()) {
      throw new InvalidInputException(
          "study.stimulus",
          "one whose decoder makes %,d values an image".formatted(images.size() / n),
          "one of %d x %d x %d, as %s takes them"
              .formatted(shape.planes(), shape.height(), shape.width(), shape.name()));
    }
    return decoded.scaled() ? scaled(images, n) : images.reshape(n, shape.values());
  }

  /** Each plane min-max scaled to [0,1]; a blank one becomes 0. */
  private NDArray scaled(NDArray images, long n) {
    NDArray planes = images.reshape(n, shape.planes(), (long) shape.height() * shape.width());
    int[] space = {2};
    NDArray least = planes.min(space, true);
    NDArray range = planes.max(space, true).sub(least).maximum(BLANK);
    return planes.sub(least).div(range).reshape(new Shape(n, shape.values()));
  }

  /**
   * The batch as n x C x H x W, without a copy. One plane lies in memory in either layout of the
   * engine; its strides say the one in which the engine convolves fastest on a CPU, channels last.
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
