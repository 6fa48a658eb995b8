package org.revcor.inference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Precision;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.network.VectorKernels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device and engine of lanes; lanes of equal platform give equal bytes.
 *
 * @param device {@code cpu}, or {@code gpu} with its type, compute capability, CUDA, driver and
 *     precision of convolutions
 * @param instructions widest vector instructions of the processor, which select the engine's
 *     kernels; for an observer in half precision also the instructions of its arithmetic
 * @param engine engine and version, the version {@link Observer#OPERATIONS}, and the runtime of an
 *     observer that another one than the engine computes
 * @param kernels vector kernels that compute networks of layers instead of the engine; "" for none
 */
public record Platform(
    String device,
    String instructions,
    String engine,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        String kernels) {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  private static final String PYTORCH = "pytorch";
  private static final String ENGINE_PROPERTIES = "/pytorch-engine.properties";
  private static final String CPU = "cpu";
  private static final String GPU = "gpu";
  private static final String CUDA_DRIVER = "libcuda.so.1";
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final Pattern DRIVER_VERSION =
      Pattern.compile("Module\\s+(?:for \\S+\\s+)?([0-9.]+)");
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final List<String> LEVELS = List.of("avx512f", "avx2", "avx", "sse4_2");

  /** Environment variable of CUDA's libraries; 0 forbids TF32, which rounds factors to 10 bits. */
  private static final String TENSOR_FLOAT = "NVIDIA_TF32_OVERRIDE";

  /** Creates a platform without vector kernels. */
  public Platform(String device, String instructions, String engine) {
    this(device, instructions, engine, "");
  }

  /**
   * Returns the platform of this process: its GPUs if the engine detects any, else its processor.
   * The engine computes all networks.
   */
  public static Platform ofThisMachine() {
    Engine engine = Engine.getInstance();
    return new Platform(
        deviceOfThisMachine(),
        instructionsOfThisMachine(),
        engine(engine.getEngineName().toLowerCase(Locale.ROOT), engine.getVersion()));
  }

  /**
   * Returns the platform of this process with the kernels of a choice.
   *
   * @throws org.revcor.InvalidInputException if the choice requires vector kernels, which are
   *     unavailable
   */
  public static Platform ofThisMachine(KernelChoice choice) {
    Platform engine = ofThisMachine();
    return engine.onGpus() && choice != KernelChoice.VECTOR
        ? engine
        : engine.withKernels(VectorKernels.of(choice));
  }

  private Platform withKernels(String other) {
    return new Platform(device, instructions, engine, other);
  }

  /** Returns the platform for an observer, which another runtime may compute. */
  public Platform of(ObserverSource observer) {
    Platform kernels = observer.supportsVectorKernels() ? this : withKernels("");
    return observer.runtime().map(kernels::withRuntime).orElse(kernels);
  }

  /** Returns the platform of observers that another runtime computes; the engine sums responses. */
  private Platform withRuntime(String runtime) {
    return new Platform(device, instructions, engine + ", " + runtime, "");
  }

  /** Returns the platform without vector kernels if that of an earlier plan had none. */
  public Platform asIn(Platform earlier) {
    return earlier.hasVectorKernels() ? this : withKernels("");
  }

  /** Returns whether vector kernels compute the observers that they support. */
  public boolean hasVectorKernels() {
    return !kernels.isEmpty();
  }

  /** Returns an observer as this platform computes it. */
  public ObserverSource kernelsOf(ObserverSource observer) {
    return hasVectorKernels() ? observer.withVectorKernels() : observer;
  }

  /**
   * Returns whether a lane of this platform computes the same bytes as one of a plan's platform.
   */
  public boolean computes(Platform planned, Precision precision) {
    Platform own = withPrecision(precision);
    return List.of(own, own.withKernels(""), own.withRuntime(FileFormat.ONNX_RUNTIME))
        .contains(planned);
  }

  /** Returns the model of the processor, with its family and model number if known. */
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

  /** Returns the GPUs that the engine detects, in its order. */
  public static List<Gpu> gpus() {
    return VisibleGpus.ALL;
  }

  /** Queried once: GPUs and driver do not change while a process runs. */
  private static final class VisibleGpus {
    private static final List<Gpu> ALL = query(Engine.getInstance().getGpuCount());

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
  }

  /** Returns the platform of this machine's processor. The engine is not started. */
  public static Platform ofThisProcessor() {
    return new Platform(CPU, instructionsOfThisMachine(), engine(PYTORCH, engineVersion()));
  }

  /** Returns the version of the engine that comes with Revcor. */
  private static String engineVersion() {
    Properties properties = new Properties();
    try (InputStream in = Platform.class.getResourceAsStream(ENGINE_PROPERTIES)) {
      properties.load(Objects.requireNonNull(in, ENGINE_PROPERTIES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("pytorch_version");
  }

  private static String engine(String name, String version) {
    return "%s %s, %s".formatted(name, version, Observer.OPERATIONS);
  }

  /**
   * Returns the platforms of all precisions on this machine, and those of observers that other
   * kernels or runtimes compute.
   */
  public List<Platform> ofPrecisions() {
    return Stream.of(this, withKernels(""), withRuntime(FileFormat.ONNX_RUNTIME))
        .flatMap(each -> Arrays.stream(Precision.values()).map(each::withPrecision))
        .distinct()
        .toList();
  }

  /** Returns the platform of a precision; kernels of half precision depend on more instructions. */
  Platform withPrecision(Precision precision) {
    List<String> flags =
        switch (precision) {
          case FLOAT32 -> List.of();
          case BFLOAT16 -> List.of("avx512_bf16", "amx_bf16");
          case FLOAT16 -> List.of("avx512_fp16", "amx_fp16");
        };
    if (flags.isEmpty() || onGpus()) {
      return this;
    }
    String available =
        flags.stream()
            .filter(flag -> Flags.OF_THIS_MACHINE.contains(" " + flag + " "))
            .map(flag -> " " + flag)
            .filter(flag -> !instructions.contains(flag))
            .collect(Collectors.joining());
    return new Platform(device, instructions + available, engine, kernels);
  }

  /**
   * Returns the number of lanes: one per GPU, or {@code cpuLanes} without GPUs.
   *
   * @param cpuLanes lanes on a machine without GPUs
   */
  public int lanes(int cpuLanes) {
    return devices(cpuLanes).size();
  }

  /** Returns whether lanes run on GPUs. */
  public boolean onGpus() {
    return device.startsWith(GPU);
  }

  /**
   * Returns the device of each lane: the GPUs of the first one's type, or the processor {@code
   * cpuLanes} times.
   */
  public List<Device> devices(int cpuLanes) {
    return onGpus() ? sameType(gpus()) : Collections.nCopies(cpuLanes, Device.cpu());
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

  private static String deviceOfThisMachine() {
    return gpus().isEmpty()
        ? CPU
        : describe(
            gpus().getFirst(),
            VisibleGpus.dotted(CudaUtils.getCudaVersionString()),
            driver(DRIVER),
            "0".equals(System.getenv(TENSOR_FLOAT)));
  }

  /**
   * @param cuda CUDA version of the engine
   * @param exact whether convolutions multiply in full float32
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

  /** Returns the version in a file of the NVIDIA driver. */
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

  /** Read once, since lanes use the flags at every block. */
  private static final class Flags {
    /** Flags of the processor, each between spaces; only spaces if unknown. */
    private static final String OF_THIS_MACHINE = " " + entry("flags").orElse("") + " ";
  }

  /** Returns an entry of the first processor in {@code /proc/cpuinfo}. */
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
