package org.revcor.observer.file;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.Layout;
import org.revcor.observer.file.NetworkModule.InputScaling;

/**
 * A TorchScript module on a device in evaluation mode, with the scaling of its input.
 *
 * <p>The engine loads it from memory, without a DJL {@code Model}. A {@code Model} leaves a folder
 * behind and closes its block when it is garbage-collected. Gradients of the parameters are off,
 * since only gradients with respect to stimuli are needed.
 */
final class TorchScriptModule implements NetworkModule {
  private final NDManager manager;
  private final PtSymbolBlock block;
  private final UnaryOperator<NDArray> scaling;
  private final NDArray one;
  private final Layout layout;
  private final List<Integer> input;
  private boolean planeByPlane;

  private TorchScriptModule(NDManager manager, PtSymbolBlock block, NetworkFile declared) {
    this.manager = manager;
    this.block = block;
    this.scaling = InputScaling.of(declared.scale(), manager);
    this.one = EngineArrays.of(manager, 1);
    this.layout = declared.layout().orElse(Layout.NCHW);
    this.input = declared.input().orElseThrow();
  }

  static TorchScriptModule load(byte[] bytes, NetworkFile declared, Device device) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    try {
      PtSymbolBlock block =
          JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(bytes), true, false);
      JniUtils.enableInferenceMode(block);
      try (NDList parameters = JniUtils.moduleGetParams(block, (PtNDManager) manager)) {
        parameters.forEach(each -> JniUtils.attachGradient((PtNDArray) each, false));
      }
      return new TorchScriptModule(manager, block, declared);
    } catch (IOException impossible) {
      manager.close();
      throw new IllegalStateException(impossible);
    } catch (RuntimeException refused) {
      manager.close();
      throw refused;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Convolutions are fastest in the <i>channels last</i> memory layout. Modules that depend on
   * the layout ({@code view}) fail with it. Such a module receives C,H,W order in this and all
   * later runs. Other {@link Layout}s have their own order in memory in all runs.
   */
  @Override
  public List<NDArray> firstForward(NDArray stimuli) {
    try {
      return forward(stimuli, false);
    } catch (EngineException failed) {
      planeByPlane = true;
      return forward(stimuli, false);
    }
  }

  /** {@inheritDoc} The module gets a copy, which it may change in place. */
  @Override
  public List<NDArray> forward(NDArray stimuli, boolean recording) {
    try (NDArray scaled = scaled(stimuli);
        NDArray ordered = ordered(scaled)) {
      NDList outputs = IValueUtils.forward(block, new NDList(ordered), recording);
      requireUnnamed(outputs);
      return outputs.stream().map(output -> asFloat(output, recording)).toList();
    }
  }

  private NDArray scaled(NDArray stimuli) {
    NDArray scaled = scaling.apply(stimuli);
    // a copy through which gradients pass, unlike that of duplicate
    return scaled == stimuli ? stimuli.mul(one) : scaled;
  }

  private NDArray ordered(NDArray scaled) {
    if (layout == Layout.NCHW && !planeByPlane) {
      return scaled;
    }
    NDArray ordered = layout.order(scaled);
    try (NDArray flat = ordered.flatten()) {
      return flat.reshape(ordered.getShape());
    }
  }

  @Override
  public List<Integer> input() {
    return input;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public Device device() {
    return manager.getDevice();
  }

  /** Rejects a dictionary, since the engine returns its values in no defined order. */
  private static void requireUnnamed(NDList outputs) {
    if (outputs.stream().anyMatch(output -> output.getName() != null)) {
      outputs.close();
      throw new UnsupportedOperationException("a dictionary");
    }
  }

  private static NDArray asFloat(NDArray output, boolean recording) {
    boolean isConverted =
        switch (output.getDataType()) {
          case FLOAT64, FLOAT16 -> true;
          case UNKNOWN -> isBfloat16(output);
          default -> false;
        };
    if (!isConverted) {
      return output;
    }
    try (output) {
      return recording
          ? output.getManager().zeros(output.getShape()).addi(output) // toType records nothing
          : output.toType(DataType.FLOAT32, true);
    }
  }

  /** DJL does not know this type; halves of integers and sizes of complex numbers it knows. */
  private static boolean isBfloat16(NDArray output) {
    try (NDArray half = output.mul(0.5f);
        NDArray size = output.abs()) {
      return half.getDataType() == DataType.UNKNOWN && size.getDataType() == DataType.UNKNOWN;
    } catch (EngineException unsupported) {
      return false;
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
