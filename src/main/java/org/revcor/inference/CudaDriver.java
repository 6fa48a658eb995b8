package org.revcor.inference;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.ArrayList;
import java.util.List;
import org.revcor.inference.VisibleGpus.Gpu;

/**
 * Queries the CUDA driver for its devices. They have the order of CUDA, without the devices that
 * CUDA_VISIBLE_DEVICES hides. So index i is the engine's device i.
 */
final class CudaDriver {
  private static final int NAME_BYTES = 256;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  /** The functions of CUDA's driver interface that are used; each returns 0 on success. */
  private interface Cuda extends Library {
    int cuInit(int flags);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int bytes, int device);

    int cuDeviceTotalMem_v2(LongByReference bytes, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);
  }

  private final Cuda cuda;

  private CudaDriver(Cuda cuda) {
    this.cuda = cuda;
  }

  /**
   * Returns all devices.
   *
   * @param library file of the driver, {@code libcuda.so.1}
   * @throws IllegalStateException if the driver cannot be loaded or fails
   */
  static List<Gpu> devices(String library) {
    try {
      return new CudaDriver(Native.load(library, Cuda.class)).devices();
    } catch (LinkageError missing) {
      throw new IllegalStateException(
          "the CUDA driver cannot be loaded: "
              + String.valueOf(missing.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private List<Gpu> devices() {
    require(cuda.cuInit(0));
    IntByReference count = new IntByReference();
    require(cuda.cuDeviceGetCount(count));
    List<Gpu> devices = new ArrayList<>();
    for (int i = 0; i < count.getValue(); i++) {
      IntByReference device = new IntByReference();
      require(cuda.cuDeviceGet(device, i));
      devices.add(device(device.getValue()));
    }
    return devices;
  }

  private Gpu device(int device) {
    byte[] name = new byte[NAME_BYTES];
    require(cuda.cuDeviceGetName(name, name.length, device));
    LongByReference bytes = new LongByReference();
    require(cuda.cuDeviceTotalMem_v2(bytes, device));
    return new Gpu(
        Native.toString(name, "UTF-8").strip(),
        bytes.getValue(),
        attribute(CAPABILITY_MAJOR, device) + "." + attribute(CAPABILITY_MINOR, device));
  }

  private int attribute(int attribute, int device) {
    IntByReference value = new IntByReference();
    require(cuda.cuDeviceGetAttribute(value, attribute, device));
    return value.getValue();
  }

  private static void require(int result) {
    if (result != 0) {
      throw new IllegalStateException("the CUDA driver returned error " + result);
    }
  }
}
