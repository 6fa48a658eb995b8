package org.revcor.inference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs that the engine detects. Queried once: GPUs and driver do not change while a process
 * runs.
 */
public final class VisibleGpus {
  private static final Logger LOG = LoggerFactory.getLogger(VisibleGpus.class);
  private static final String CUDA_DRIVER = "libcuda.so.1";
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final Pattern DRIVER_VERSION =
      Pattern.compile("Module\\s+(?:for \\S+\\s+)?([0-9.]+)");

  /** Environment variable of CUDA's libraries; 0 forbids TF32, which rounds factors to 10 bits. */
  private static final String TENSOR_FLOAT = "NVIDIA_TF32_OVERRIDE";

  private static final List<Gpu> ALL = query(Engine.getInstance().getGpuCount());

  private VisibleGpus() {}

  public static List<Gpu> all() {
    return ALL;
  }

  private static List<Gpu> query(int count) {
    if (count == 0) {
      return List.of();
    }
    List<Gpu> gpus = fromDriver();
    if (gpus.size() == count) {
      return gpus;
    }
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Gpu(
                    "GPU",
                    CudaUtils.getGpuMemory(Device.gpu(i)).getMax(),
                    dotted(CudaUtils.getComputeCapability(i))))
        .toList();
  }

  private static List<Gpu> fromDriver() {
    try {
      return CudaDriver.devices(CUDA_DRIVER);
    } catch (IllegalStateException failed) {
      LOG.warn("the names of the GPUs are not known: {}", failed.getMessage());
      return List.of();
    }
  }

  /** Returns {@code 9.0} for {@code 90} and {@code 12.8} for {@code 128}. */
  private static String dotted(String digits) {
    int last = digits.length() - 1;
    return digits.substring(0, last) + "." + digits.substring(last);
  }

  /** Returns the GPUs of the first one's type: others differ in the last bits of outputs. */
  static List<Device> sameType(List<Gpu> gpus) {
    List<Device> sameType =
        IntStream.range(0, gpus.size())
            .filter(i -> gpus.get(i).hasTypeOf(gpus.getFirst()))
            .mapToObj(Device::gpu)
            .toList();
    if (sameType.size() < gpus.size()) {
      LOG.warn(
          "{} of {} GPUs are of another type than the first ({}) and are not used;"
              + " CUDA_VISIBLE_DEVICES selects others",
          gpus.size() - sameType.size(),
          gpus.size(),
          gpus.getFirst().name());
    }
    return sameType;
  }

  /** Returns all that changes the last bits of outputs: the first GPU, its libraries and driver. */
  static String description() {
    return describe(
        ALL.getFirst(),
        dotted(CudaUtils.getCudaVersionString()),
        driver(DRIVER),
        "0".equals(System.getenv(TENSOR_FLOAT)));
  }

  /**
   * @param exact whether convolutions multiply in full float32
   */
  static String describe(Gpu gpu, String cuda, String driver, boolean exact) {
    return "%s, compute capability %s, CUDA %s, driver %s, convolutions in %s"
        .formatted(
            gpu.name(), gpu.capability(), cuda, driver, exact ? "float32" : "the engine's default");
  }

  static String driver(Path file) {
    try {
      Matcher version = DRIVER_VERSION.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      return version.find() ? version.group(1) : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  /**
   * A GPU that is visible to the engine.
   *
   * @param capability CUDA compute capability, such as {@code 9.0}
   */
  public record Gpu(String name, long memoryBytes, String capability) {
    /** Returns whether both GPUs are of the same type and so give the same bytes. */
    boolean hasTypeOf(Gpu other) {
      return name.equals(other.name) && capability.equals(other.capability);
    }

    public String inWords() {
      return "%s, compute capability %s, %,d MiB"
          .formatted(name, capability, memoryBytes / (1 << 20));
    }
  }

  /**
   * Queries the CUDA driver for its devices. They have the order of CUDA, without the devices that
   * CUDA_VISIBLE_DEVICES hides. So index i is the engine's device i.
   */
  static final class CudaDriver {
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
}
