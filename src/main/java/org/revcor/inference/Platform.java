package org.revcor.inference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.file.FileFormat;
import org.revcor.observer.network.VectorKernels;

/**
 * The device and engine of lanes; lanes of equal platform give equal bytes.
 *
 * @param device {@code cpu}, or {@code gpu} with its type, compute capability, CUDA, driver and
 *     precision of convolutions
 * @param instructions widest vector instructions of the processor, which select the engine's
 *     kernels
 * @param engine engine and version, the version {@link Observer#OPERATIONS_WITH_LAYERS} or {@link
 *     Observer#OPERATIONS_WITHOUT_LAYERS}, and the runtime of an observer that another one than the
 *     engine computes
 * @param kernels vector kernels that compute networks of layers instead of the engine; "" for none
 * @param sums the {@linkplain SumOrder order of sums} on this processor; "" on GPUs and where the
 *     engine has not started
 */
public record Platform(
    String device,
    String instructions,
    String engine,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY) String kernels,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY) String sums) {
  private static final String PYTORCH = "pytorch";
  private static final String ENGINE_PROPERTIES = "/pytorch-engine.properties";
  private static final String CPU = "cpu";
  private static final String GPU = "gpu";

  /** Creates a platform without vector kernels, whose order of sums is unknown. */
  public Platform(String device, String instructions, String engine) {
    this(device, instructions, engine, "", "");
  }

  /**
   * Returns the platform of this process: its GPUs if the engine detects any, else its processor.
   * The engine computes all networks.
   */
  public static Platform ofThisMachine() {
    Engine engine = Engine.getInstance();
    boolean onGpus = !VisibleGpus.all().isEmpty();
    return new Platform(
        onGpus ? GPU + " " + VisibleGpus.description() : CPU,
        Processor.instructions(),
        engine(engine.getEngineName().toLowerCase(Locale.ROOT), engine.getVersion()),
        "",
        onGpus ? "" : SumOrder.DIGEST);
  }

  /**
   * Returns the platform of this process with the kernels of a choice.
   *
   * @throws org.revcor.InvalidInputException if the choice requires vector kernels, which are
   *     unavailable
   */
  public static Platform ofThisMachine(KernelChoice choice) {
    String kernels = VectorKernels.of(choice);
    return ofThisMachine().with(choice, kernels);
  }

  /** Returns this platform with vector kernels, which GPUs do not run. */
  Platform with(KernelChoice choice, String kernels) {
    if (onGpus() && choice == KernelChoice.VECTOR) {
      throw new InvalidInputException(
          "revcor.kernels", choice.word(), "auto or libtorch here, since GPUs use libtorch");
    }
    return onGpus() ? this : withKernels(kernels);
  }

  private Platform withKernels(String other) {
    return new Platform(device, instructions, engine, other, sums);
  }

  private Platform withSums(String other) {
    return new Platform(device, instructions, engine, kernels, other);
  }

  /** Returns the platform for an observer, which another runtime may compute. */
  public Platform forObserver(ObserverSource observer) {
    Platform kernels = observer.supportsVectorKernels() ? this : withKernels("");
    return observer.runtime().map(kernels::withRuntime).orElse(kernels);
  }

  /** Returns the platform of observers that another runtime computes; the engine sums responses. */
  private Platform withRuntime(String runtime) {
    String end = ", " + runtime;
    return new Platform(
        device, instructions, engine.endsWith(end) ? engine : engine + end, "", sums);
  }

  public Platform forSources(Stream<ObserverSource> sources) {
    return sources.anyMatch(ObserverSource::runsLayersOnEngine) ? withLayers() : this;
  }

  private Platform withLayers() {
    String operations =
        engine.replace(Observer.OPERATIONS_WITHOUT_LAYERS, Observer.OPERATIONS_WITH_LAYERS);
    return new Platform(device, instructions, operations, kernels, sums);
  }

  /** Returns the platform without the vector kernels and order of sums that a plan lacks. */
  public Platform asIn(Platform earlier) {
    Platform kernels = earlier.hasVectorKernels() ? this : withKernels("");
    return earlier.sums.isEmpty() ? kernels.withSums("") : kernels;
  }

  /** Returns whether vector kernels compute the observers that they support. */
  public boolean hasVectorKernels() {
    return !kernels.isEmpty();
  }

  public ObserverSource kernelsOf(ObserverSource observer) {
    return hasVectorKernels() ? observer.withVectorKernels() : observer;
  }

  /**
   * Returns whether a lane of this platform computes the same bytes as one of a plan's platform. A
   * plan without an order of sums allows all orders.
   */
  public boolean computes(Platform planned) {
    return variants().anyMatch(planned::equals);
  }

  private Stream<Platform> variants() {
    return Stream.of(this, withKernels(""), withRuntime(FileFormat.ONNX_RUNTIME))
        .flatMap(each -> Stream.of(each, each.withLayers()))
        .flatMap(each -> Stream.of(each, each.withSums("")));
  }

  /** Returns the platform of this machine's processor. The engine is not started. */
  public static Platform ofThisProcessor() {
    return new Platform(CPU, Processor.instructions(), engine(PYTORCH, engineVersion()));
  }

  private static String engineVersion() {
    Properties properties = new Properties();
    String file = Uncheck.get(() -> IOUtils.resourceToString(ENGINE_PROPERTIES, US_ASCII));
    Uncheck.run(() -> properties.load(new StringReader(file)));
    return properties.getProperty("pytorch_version");
  }

  private static String engine(String name, String version) {
    return "%s %s, %s".formatted(name, version, Observer.OPERATIONS_WITHOUT_LAYERS);
  }

  /**
   * Returns the platforms of plans that this machine computes, also those of observers that other
   * kernels or runtimes compute.
   */
  public List<Platform> ofPlans() {
    return variants().distinct().toList();
  }

  /** Returns device, instructions, engine, vector kernels, and the order of sums if it is known. */
  public String inWords() {
    return String.join(", ", device, instructions, engine)
        + (kernels.isEmpty() ? "" : ", " + kernels)
        + (sums.isEmpty() ? "" : ", order of sums " + sums);
  }

  /** Returns the number of lanes: one per GPU, or {@code cpuLanes} without GPUs. */
  public int lanes(int cpuLanes) {
    return devices(cpuLanes).size();
  }

  public boolean onGpus() {
    return device.startsWith(GPU);
  }

  /**
   * Returns the device of each lane: the GPUs of the first one's type, or the processor {@code
   * cpuLanes} times.
   */
  public List<Device> devices(int cpuLanes) {
    return onGpus()
        ? VisibleGpus.sameType(VisibleGpus.all())
        : Collections.nCopies(cpuLanes, Device.cpu());
  }

  /**
   * The order in which the engine adds the terms of sums. It depends on the model of the processor,
   * not only on its instructions, and determines the last bits of responses.
   */
  static final class SumOrder {
    private static final int DIGEST_BYTES = 4;

    /**
     * The first bytes, in hexadecimal digits, of a digest of products and convolutions of fixed
     * numbers, computed by one thread. The first use starts the engine.
     */
    static final String DIGEST = compute();

    private SumOrder() {}

    private static String compute() {
      int threads = JniUtils.getNumThreads();
      JniUtils.setNumThreads(1);
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        float[] results = results(new Numbers(manager, new SplittableRandom(1))).toFloatArray();
        ByteBuffer bytes = ByteBuffer.allocate(results.length * Float.BYTES);
        bytes.asFloatBuffer().put(results);
        return HexFormat.of().formatHex(Digest.bytes(bytes), 0, DIGEST_BYTES);
      } finally {
        JniUtils.setNumThreads(threads);
      }
    }

    /** Products of a batch and of a single row, and the convolutions of a small network. */
    private static NDArray results(Numbers numbers) {
      NDArray weights = numbers.of(784, 1_000);
      return Stream.of(
              numbers.of(50, 784).matMul(weights),
              numbers.of(1, 784).matMul(weights),
              Conv2d.conv2d(numbers.of(8, 1, 28, 28), numbers.of(20, 1, 5, 5)).singletonOrThrow(),
              Conv2d.conv2d(numbers.of(8, 20, 12, 12), numbers.of(50, 20, 5, 5)).singletonOrThrow())
          .map(NDArray::flatten)
          .reduce(NDArray::concat)
          .orElseThrow();
    }

    private record Numbers(NDManager manager, SplittableRandom random) {
      NDArray of(long... sides) {
        Shape shape = new Shape(sides);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextFloat() - .5f;
        }
        return manager.create(values, shape);
      }
    }
  }
}
