package org.revcor.lane;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.observer.Observer;
import org.revcor.observer.Precision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lanes compute on: lanes of equal platform give equal bytes.
 *
 * @param device {@code cpu}, or {@code gpu} with its type, compute capability, CUDA, driver and
 *     precision of convolutions
 * @param instructions widest vector instructions of the processor, which the engine chooses its
 *     kernels by; of a half-width observer also those for its arithmetic
 * @param engine engine and version, and that of the operations of {@link Observer#OPERATIONS}
 */
public record Platform(String device, String instructions, String engine) {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  private static final String CPU = "cpu";
  private static final String GPU = "gpu";
  private static final String CUDA_DRIVER = "libcuda.so.1";
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final Pattern DRIVER_VERSION =
      Pattern.compile("Module\\s+(?:for \\S+\\s+)?([0-9.]+)");
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final List<String> LEVELS = List.of("avx512f", "avx2", "avx", "sse4_2");

  /** Whether the engine may round what it multiplies to ten bits; CUDA's own libraries heed it. */
  private static final String TENSOR_FLOAT = "NVIDIA_TF32_OVERRIDE";

  /** The platform of this process: its GPUs where the engine sees any, else its processor. */
  public static Platform ofThisMachine() {
    Engine engine = Engine.getInstance();
    return new Platform(
        deviceOfThisMachine(),
        instructionsOfThisMachine(),
        "%s %s, %s"
            .formatted(
                engine.getEngineName().toLowerCase(Locale.ROOT),
                engine.getVersion(),
                Observer.OPERATIONS));
  }

  /** Model of the processor, with its maker's numbers where the system tells them. */
  public static String processor() {
    String architecture = System.getProperty("os.arch", "unknown");
    String name = entry("model name").orElse(architecture);
    return entry("cpu family")
        .flatMap(
            family ->
                entry("model").map(model -> " (family %s, model %s)".formatted(family, model)))
        .map(numbers -> name + numbers)
        .orElse(name);
  }

  /** The GPUs that the engine sees, in its order; none on a machine without. */
  public static List<Gpu> gpus() {
    return GpusSeen.ALL;
  }

  /** Asked once: neither they nor their driver change while a process runs. */
  private static final class GpusSeen {
    private static final List<Gpu> ALL = seen(Engine.getInstance().getGpuCount());

    private static List<Gpu> seen(int count) {
      if (count == 0) {
        return List.of();
      }
      List<Gpu> gpus = asked();
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

    private static List<Gpu> asked() {
      try {
        return CudaDriver.devices(CUDA_DRIVER);
      } catch (IllegalStateException untold) {
        LOG.warn("the names of the GPUs are not known: {}", untold.getMessage());
        return List.of();
      }
    }

    /** {@code 90} or {@code 128} as {@code 9.0} and {@code 12.8}. */
    private static String dotted(String digits) {
      int last = digits.length() - 1;
      return digits.substring(0, last) + "." + digits.substring(last);
    }
  }

  /**
   * The platform of an observer that computes in a precision: kernels of half width depend on more
   * instructions.
   */
  Platform in(Precision precision) {
    List<String> wanted =
        switch (precision) {
          case FLOAT32 -> List.of();
          case BFLOAT16 -> List.of("avx512_bf16", "amx_bf16");
          case FLOAT16 -> List.of("avx512_fp16", "amx_fp16");
        };
    if (wanted.isEmpty() || onGpus()) {
      return this;
    }
    String further =
        wanted.stream()
            .filter(flag -> Flags.OF_THIS_MACHINE.contains(" " + flag + " "))
            .map(flag -> " " + flag)
            .filter(flag -> !instructions.contains(flag))
            .collect(Collectors.joining());
    return new Platform(device, instructions + further, engine);
  }

  /**
   * Number of lanes: one a GPU, or {@code cpuLanes} of the processor.
   *
   * @param cpuLanes lanes on a machine without GPUs
   */
  public int lanes(int cpuLanes) {
    return devices(cpuLanes).size();
  }

  /** Whether lanes compute on GPUs. */
  public boolean onGpus() {
    return device.startsWith(GPU);
  }

  /**
   * Devices that each get one lane: the GPUs of the first one's type, or as many of the processor
   * as {@code cpuLanes}.
   */
  public List<Device> devices(int cpuLanes) {
    return onGpus() ? alike(gpus()) : Collections.nCopies(cpuLanes, Device.cpu());
  }

  /** Those of the first one's type: others would answer differently in the last bits. */
  static List<Device> alike(List<Gpu> gpus) {
    List<Device> alike =
        IntStream.range(0, gpus.size())
            .filter(i -> gpus.get(i).isLike(gpus.getFirst()))
            .mapToObj(Device::gpu)
            .toList();
    if (alike.size() < gpus.size()) {
      LOG.warn(
          "{} of {} GPUs are of another type than the first ({}) and are left out; CUDA_VISIBLE_DEVICES chooses others",
          gpus.size() - alike.size(),
          gpus.size(),
          gpus.getFirst().name());
    }
    return alike;
  }

  private static String deviceOfThisMachine() {
    return gpus().isEmpty()
        ? CPU
        : describe(
            gpus().getFirst(),
            GpusSeen.dotted(CudaUtils.getCudaVersionString()),
            driver(DRIVER),
            "0".equals(System.getenv(TENSOR_FLOAT)));
  }

  /**
   * @param cuda version that the engine was made with
   * @param exact whether convolutions are told to multiply in full float32
   */
  static String describe(Gpu gpu, String cuda, String driver, boolean exact) {
    return "%s %s, compute capability %s, CUDA %s, driver %s, convolutions in %s"
        .formatted(
            GPU,
            gpu.name(),
            gpu.capability(),
            cuda,
            driver,
            exact ? "float32" : "the engine's default");
  }

  /** The version in a file of the NVIDIA driver. */
  static String driver(Path file) {
    try {
      Matcher version = DRIVER_VERSION.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      return version.find() ? version.group(1) : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String instructionsOfThisMachine() {
    String architecture = System.getProperty("os.arch", "unknown");
    return LEVELS.stream()
        .filter(level -> Flags.OF_THIS_MACHINE.contains(" " + level + " "))
        .findFirst()
        .map(level -> architecture + " " + level)
        .orElse(architecture);
  }

  /** Read once: lanes ask at every block. */
  private static final class Flags {
    /** Of the processor, between spaces; a space if they cannot be told. */
    private static final String OF_THIS_MACHINE = " " + entry("flags").orElse("") + " ";
  }

  /** What the system tells of the first processor. */
  private static Optional<String> entry(String name) {
    try {
      return Files.readString(PROCESSOR, StandardCharsets.US_ASCII)
          .lines()
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
          .map(parts -> parts[1].strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
