package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.revcor.schema.Spelling;

/** Order of the values of a batch at the input of a network from a file. */
public enum Layout {
  /** n x planes x rows x columns. */
  NCHW,
  /** n x rows x columns x planes. */
  NHWC,
  /** n x rows x columns, for images of one plane. */
  ROWS,
  /** n x values, plane by plane. */
  FLAT;

  /** A size that a file leaves open. */
  public static final int OPEN = -1;

  /** The words in cards and study files. */
  public static final List<String> WORDS = Arrays.stream(values()).map(Layout::word).toList();

  public String word() {
    return Spelling.word(this);
  }

  public static Layout named(String field, String word) {
    return Spelling.named(field, word, List.of(values()));
  }

  /**
   * Returns a batch in this order; the same array for NCHW.
   *
   * @param stimuli n x C x H x W
   */
  public NDArray order(NDArray stimuli) {
    Shape shape = stimuli.getShape();
    return switch (this) {
      case NCHW -> stimuli;
      case NHWC -> stimuli.transpose(0, 2, 3, 1);
      case ROWS -> stimuli.reshape(shape.get(0), shape.get(2), shape.get(3));
      case FLAT -> stimuli.reshape(shape.get(0), shape.size() / shape.get(0));
    };
  }

  /**
   * Returns the sizes of a batch in this order.
   *
   * @param image C, H, W
   */
  public long[] sizes(long images, List<Integer> image) {
    long planes = image.get(0);
    long rows = image.get(1);
    long columns = image.get(2);
    return switch (this) {
      case NCHW -> new long[] {images, planes, rows, columns};
      case NHWC -> new long[] {images, rows, columns, planes};
      case ROWS -> new long[] {images, rows, columns};
      case FLAT -> new long[] {images, planes * rows * columns};
    };
  }

  /**
   * Returns C, H, W from the sizes of a batch in this order; {@link #OPEN} where they do not fix
   * it.
   *
   * @param sizes as many as this order has
   */
  public List<Integer> image(long[] sizes) {
    return switch (this) {
      case NCHW -> List.of(size(sizes[1]), size(sizes[2]), size(sizes[3]));
      case NHWC -> List.of(size(sizes[3]), size(sizes[1]), size(sizes[2]));
      case ROWS -> List.of(1, size(sizes[1]), size(sizes[2]));
      case FLAT -> List.of(OPEN, OPEN, OPEN);
    };
  }

  private static int size(long size) {
    return size < 1 ? OPEN : (int) Math.min(size, Integer.MAX_VALUE);
  }

  public int dimensions() {
    return sizes(1, List.of(1, 1, 1)).length;
  }
}
