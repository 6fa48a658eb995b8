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
import java.util.IdentityHashMap;
import java.util.Objects;
import org.revcor.observer.Precision;

/**
 * Rounds arrays to a precision, and gives them back as float32.
 *
 * <p>DJL 0.36 can hold arrays of bfloat16 and has the engine compute with them, but has no name for
 * their format: asked for it, it ends the process. So the way there is a TorchScript module of one
 * cast ({@code bfloat16.pt}, made by {@code make_bfloat16.py} among the tests' resources), and
 * nothing between the layers may name a format: softmax and its like do.
 */
final class Rounding implements AutoCloseable {
  private static final String MODULE = "bfloat16.pt";

  private final Precision precision;
  private final PtSymbolBlock narrowing;
  private final IdentityHashMap<PtNDArray, PtNDArray> weights = new IdentityHashMap<>();
  private long bytes;

  private Rounding(Precision precision, PtSymbolBlock narrowing) {
    this.precision = precision;
    this.narrowing = narrowing;
  }

  /**
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

  /** A new array in the manager of {@code values}, which stay open. */
  PtNDArray narrow(PtNDArray values) {
    return switch (precision) {
      case FLOAT32 -> widen(values);
      case FLOAT16 -> JniUtils.to(values, DataType.FLOAT16, values.getDevice());
      case BFLOAT16 ->
          (PtNDArray) IValueUtils.forward(narrowing, new NDList(values), false).getFirst();
    };
  }

  /** An array of a network's own, once for all; as long as that has it. */
  PtNDArray weight(PtNDArray values) {
    return weights.computeIfAbsent(
        values,
        each -> {
          bytes += each.size() * Short.BYTES;
          return narrow(each);
        });
  }

  /** Memory of the weights that were rounded, in bytes. */
  long bytes() {
    return bytes;
  }

  /** A new array of float32 in the manager of {@code values}, which stay open. */
  static PtNDArray widen(PtNDArray values) {
    return JniUtils.to(values, DataType.FLOAT32, values.getDevice());
  }

  @Override
  public void close() {
    narrowing.close();
  }
}
