package org.revcor.observer.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.revcor.observer.Precision;

/**
 * Converts arrays to a precision and back to float32.
 *
 * <p>DJL 0.36 can store bfloat16 arrays and compute with them, but a query of their data type ends
 * the process. So a TorchScript module with one cast converts them ({@code bfloat16.pt}, created by
 * {@code make_bfloat16.py} in the tests' resources). Operations that query a data type, such as
 * softmax, must not be used between layers.
 */
final class Rounding implements AutoCloseable {
  private static final String MODULE = "bfloat16.pt";

  private final Precision precision;
  private final PtSymbolBlock narrowing;
  private long bytes;

  private Rounding(Precision precision, PtSymbolBlock narrowing) {
    this.precision = precision;
    this.narrowing = narrowing;
  }

  /**
   * Creates a conversion to a precision.
   *
   * @param manager owns the module
   */
  static Rounding to(Precision precision, NDManager manager) {
    try (InputStream module =
        Objects.requireNonNull(Rounding.class.getResourceAsStream(MODULE), MODULE)) {
      PtSymbolBlock block = JniUtils.loadModule((PtNDManager) manager, module, false, false);
      JniUtils.enableInferenceMode(block);
      return new Rounding(precision, block);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns a rounded copy in the manager of {@code values}, which stay open. */
  PtNDArray narrow(PtNDArray values) {
    return switch (precision) {
      case FLOAT32 -> widen(values);
      case FLOAT16 -> JniUtils.to(values, DataType.FLOAT16, values.getDevice());
      case BFLOAT16 ->
          (PtNDArray) IValueUtils.forward(narrowing, new NDList(values), false).getFirst();
    };
  }

  /** Returns a rounded copy of a network's array, and counts its memory. */
  PtNDArray weight(PtNDArray values) {
    bytes += values.size() * Short.BYTES;
    return narrow(values);
  }

  /** Returns the memory of the rounded weights, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Returns a float32 copy in the manager of {@code values}, which stay open. */
  static PtNDArray widen(PtNDArray values) {
    return JniUtils.to(values, DataType.FLOAT32, values.getDevice());
  }

  @Override
  public void close() {
    narrowing.close();
  }
}
