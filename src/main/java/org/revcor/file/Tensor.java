package org.revcor.file;

import java.util.Arrays;
import java.util.List;

/**
 * An array of any number of dimensions.
 *
 * @param shape sizes of the dimensions
 * @param values with the last dimension changing fastest; not copied, must not be changed
 */
public record Tensor(List<Integer> shape, float[] values) {
  public Tensor {
    shape = List.copyOf(shape);
    if (shape.stream().reduce(1, Math::multiplyExact) != values.length) {
      throw new IllegalArgumentException(values.length + " values for the shape " + shape);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor(List<Integer> size, float[] numbers)
        && shape.equals(size)
        && Arrays.equals(values, numbers);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }
}
