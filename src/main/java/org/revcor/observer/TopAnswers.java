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
 * How many labelled pictures an observer answers rightly.
 *
 * @param pictures number shown
 * @param first number whose label is the first of the answers
 * @param firstFive number whose label is among the first five
 */
public record TopAnswers(int pictures, int first, int firstFive) {
  private static final int FIVE = 5;
  private static final long MOST_BYTES = 1 << 23;
  private static final int MOST_PICTURES = 250;
  private static final float WHITE = 255;

  /** Pictures that are read one by one. */
  public interface Labelled {
    /** Number of pictures. */
    int size();

    /** The class of picture {@code index}, by its number among the observer's. */
    int label(int index);

    /**
     * Reads picture {@code index}.
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
     * @param soFar of the pictures shown so far
     */
    void shown(TopAnswers soFar);
  }

  /**
   * Shows pictures to an observer with classes. Of equal outputs the lower class comes first.
   *
   * @param device the observer's
   * @throws ObserverFailedException if the observer fails, or answers with NaN or infinity
   */
  public static TopAnswers of(
      Observer observer, Labelled pictures, Device device, Listener listener) {
    ObserverDescription shape = observer.description();
    long values = shape.values();
    int batch = Math.clamp(MOST_BYTES / (values * Float.BYTES), 1, MOST_PICTURES);
    ByteBuffer memory =
        ByteBuffer.allocateDirect((int) (batch * values * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    TopAnswers soFar = new TopAnswers(0, 0, 0);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      while (soFar.pictures < pictures.size()) {
        int from = soFar.pictures;
        int to = Math.min(from + batch, pictures.size());
        FloatBuffer floats = memory.clear().asFloatBuffer();
        for (int i = from; i < to; i++) {
          put(pictures.read(i), shape.planes(), floats);
        }
        memory.limit(Float.BYTES * floats.position());
        try (NDManager scope = manager.newSubManager()) {
          Shape layout = new Shape(to - from, shape.height(), shape.width(), shape.planes());
          NDArray shown = scope.create(memory, layout, DataType.FLOAT32).transpose(0, 3, 1, 2);
          soFar = soFar.and(scores(observer.answer(shown), shape), pictures);
        }
        listener.shown(soFar);
      }
    }
    return soFar;
  }

  /** A score a class, the higher the likelier. */
  private static float[][] scores(NDArray answer, ObserverDescription shape) {
    float[] values = answer.toFloatArray();
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

  private TopAnswers and(float[][] scores, Labelled labelled) {
    int right = first;
    int near = firstFive;
    for (int i = 0; i < scores.length; i++) {
      int rank = rank(scores[i], labelled.label(pictures + i));
      right += rank == 0 ? 1 : 0;
      near += rank < FIVE ? 1 : 0;
    }
    return new TopAnswers(pictures + scores.length, right, near);
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

  private static void put(byte[] picture, int planes, FloatBuffer channelsLast) {
    int space = picture.length / planes;
    for (int position = 0; position < space; position++) {
      for (int plane = 0; plane < planes; plane++) {
        channelsLast.put((picture[plane * space + position] & 0xff) / WHITE);
      }
    }
  }
}
