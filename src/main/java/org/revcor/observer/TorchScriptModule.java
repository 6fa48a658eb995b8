package org.revcor.observer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A TorchScript module on a device, in evaluation mode.
 *
 * <p>It is loaded from memory by the engine's own call rather than through a DJL {@code Model},
 * which leaves a folder behind for each one and closes its block when it is itself collected.
 */
final class TorchScriptModule implements AutoCloseable {
  private final NDManager manager;
  private final PtSymbolBlock block;

  private TorchScriptModule(NDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /** Throws {@link ai.djl.engine.EngineException} if the bytes are no module. */
  static TorchScriptModule load(byte[] bytes, Device device) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    try {
      PtSymbolBlock block =
          JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(bytes), true, false);
      JniUtils.enableInferenceMode(block);
      return new TorchScriptModule(manager, block);
    } catch (IOException impossible) {
      manager.close();
      throw new IllegalStateException(impossible);
    } catch (RuntimeException refused) {
      manager.close();
      throw refused;
    }
  }

  /**
   * Runs the module without a gradient graph.
   *
   * @return its outputs, in the manager of the input; doubles and half floats as float32
   */
  NDList forward(NDArray input) {
    NDList outputs = IValueUtils.forward(block, new NDList(input), false);
    if (outputs.size() != 1
        || !isReal(outputs.head())
        || outputs.head().getDataType() == DataType.FLOAT32) {
      return outputs;
    }
    try (NDArray raw = outputs.head()) {
      return new NDList(raw.toType(DataType.FLOAT32, true));
    }
  }

  Device device() {
    return manager.getDevice();
  }

  private static boolean isReal(NDArray array) {
    return array.getDataType().isFloating();
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
