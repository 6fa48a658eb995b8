package org.revcor.observer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.revcor.ObserverFailedException;

/**
 * Number of labelled images that an observer classifies correctly.
 *
 * @param first number of images whose label has the largest output (top-1)
 * @param top5 number of images whose label is among the five largest outputs (top-5)
 */
public record TopAccuracy(int images, int first, int top5) {
  private static final int FIVE = 5;
  private static final long MAX_BYTES = 1 << 23;
  private static final int MAX_IMAGES = 250;
  private static final float WHITE = 255;

  /** Labelled images, read one at a time. */
  public interface Labelled {
    int size();

    /** Returns the index of an image's class among the observer's classes. */
    int label(int index);

    /**
     * Reads an image.
     *
     * @return C x H x W of the observer, unsigned bytes, 0 is black
     * @throws org.revcor.InvalidInputException if it cannot be read
     */
    byte[] read(int index);
  }

  /**
   * Measures the accuracy of a classifier. Among equal outputs the lowest class ranks first.
   *
   * @param progress receives the result for all images so far, after each batch
   * @throws ObserverFailedException if the observer fails or returns NaN or infinity
   */
  public static TopAccuracy of(
      Observer observer, Labelled images, Device device, Consumer<TopAccuracy> progress) {
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
          NDArray batchImages =
              scope.create(memory, layout, DataType.FLOAT32).transpose(0, 3, 1, 2);
          soFar = soFar.and(scores(observer.forward(batchImages), shape), images);
        }
        progress.accept(soFar);
      }
    }
    return soFar;
  }

  /** Returns one score per image and class; a higher score means a more probable class. */
  private static float[][] scores(NDArray output, ObserverDescription shape) {
    float[] values = output.toFloatArray();
    int outputs = shape.outputs();
    float[][] scores = new float[values.length / outputs][shape.classes().size()];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ObserverFailedException(
            "observer %s returned %s; its outputs must be finite numbers"
                .formatted(shape.name(), values[i]));
      }
      // a single logit is the score of the second class; the first class has score 0
      scores[i / outputs][outputs == 1 ? 1 : i % outputs] = values[i];
    }
    return scores;
  }

  private TopAccuracy and(float[][] scores, Labelled labelled) {
    int correct = first;
    int inFive = top5;
    for (int i = 0; i < scores.length; i++) {
      int rank = rank(scores[i], labelled.label(images + i));
      correct += rank == 0 ? 1 : 0;
      inFive += rank < FIVE ? 1 : 0;
    }
    return new TopAccuracy(images + scores.length, correct, inFive);
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
