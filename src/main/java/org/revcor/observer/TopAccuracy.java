package org.revcor.observer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.revcor.ObserverFailedException;

/**
 * How many labelled images an observer answers rightly.
 *
 * @param images number shown
 * @param first number whose label is the first of the answers
 * @param firstFive number whose label is among the first five
 */
public record TopAccuracy(int images, int first, int firstFive) {
  private static final int FIVE = 5;
  private static final long MAX_BYTES = 1 << 23;
  private static final int MAX_IMAGES = 250;
  private static final float WHITE = 255;

  /** Images that are read one by one. */
  public interface Labelled {
    /** Number of images. */
    int size();

    /** The class of image {@code index}, by its number among the observer's. */
    int label(int index);

    /**
     * Reads image {@code index}.
     *
     * @return C x H x W of the observer, unsigned bytes, 0 is black
     * @throws org.revcor.InvalidInputException if it cannot be read
     */
    byte[] read(int index);
  }

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A batch was shown.
     *
     * @param soFar of the images shown so far
     */
    void shown(TopAccuracy soFar);
  }

  /**
   * Shows images to an observer with classes. Of equal outputs the lower class comes first.
   *
   * @param device the observer's
   * @throws ObserverFailedException if the observer fails, or answers with NaN or infinity
   */
  public static TopAccuracy of(
      Observer observer, Labelled images, Device device, Listener listener) {
    ObserverDescription shape = observer.description();
    long values = shape.values();
    int batch = Math.clamp(MAX_BYTES / (values * Float.BYTES), 1, MAX_IMAGES);
    ByteBuffer memory =
        ByteBuffer.allocateDirect((int) (batch * values * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    TopAccuracy soFar = new TopAccuracy(0, 0, 0);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      while (soFar.images < images.size()) {
        int from = soFar.images;
        int to = Math.min(from + batch, images.size());
        FloatBuffer floats = memory.clear().asFloatBuffer();
        for (int i = from; i < to; i++) {
          put(images.read(i), shape.planes(), floats);
        }
        memory.limit(Float.BYTES * floats.position());
        try (NDManager scope = manager.newSubManager()) {
          Shape layout = new Shape(to - from, shape.height(), shape.width(), shape.planes());
          NDArray shown = scope.create(memory, layout, DataType.FLOAT32).transpose(0, 3, 1, 2);
          soFar = soFar.and(scores(observer.forward(shown), shape), images);
        }
        listener.shown(soFar);
      }
    }
    return soFar;
  }

  /** A score a class, the higher the likelier. */
  private static float[][] scores(NDArray output, ObserverDescription shape) {
    float[] values = output.toFloatArray();
    int outputs = shape.outputs();
    float[][] scores = new float[values.length / outputs][shape.classes().size()];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ObserverFailedException(
            "observer %s answered %s; its outputs must be finite numbers"
                .formatted(shape.name(), values[i]));
      }
      // of a single logit the first class has none: its sign decides
      scores[i / outputs][outputs == 1 ? 1 : i % outputs] = values[i];
    }
    return scores;
  }

  private TopAccuracy and(float[][] scores, Labelled labelled) {
    int right = first;
    int near = firstFive;
    for (int i = 0; i < scores.length; i++) {
      int rank = rank(scores[i], labelled.label(images + i));
      right += rank == 0 ? 1 : 0;
      near += rank < FIVE ? 1 : 0;
    }
    return new TopAccuracy(images + scores.length, right, near);
  }

  private static int rank(float[] scores, int label) {
    int rank = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label)) {
        rank++;
      }
    }
    return rank;
  }

  private static void put(byte[] image, int planes, FloatBuffer channelsLast) {
    int space = image.length / planes;
    for (int position = 0; position < space; position++) {
      for (int plane = 0; plane < planes; plane++) {
        channelsLast.put((image[plane * space + position] & 0xff) / WHITE);
      }
    }
  }
}
