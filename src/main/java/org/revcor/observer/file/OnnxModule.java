package org.revcor.observer.file;

import static org.revcor.observer.file.ReturnedArrays.refused;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.Layout;
import org.revcor.observer.file.NetworkModule.InputScaling;
import org.revcor.schema.Json;
import org.revcor.schema.Section;

/**
 * An ONNX file in a session of ONNX Runtime with one thread, on the processor. It has no gradients.
 *
 * <p>Outputs of integers, such as the labels of classifiers, are ignored.
 */
final class OnnxModule implements NetworkModule {
  /** Property of a file that lists the names of its classes as JSON. */
  private static final String CLASSES = "classes";

  /**
   * A tensor whose values are in another file, which the runtime would read from any place, and
   * which the digest does not cover: its entry {@code location}, later {@code data_location = 1}.
   * Both are fields of {@code TensorProto} in {@code onnx.proto}.
   */
  private static final Pattern EXTERNAL_DATA =
      Pattern.compile("j..?\n\blocation\u0012.{1,2000}?p\u0001", Pattern.DOTALL);

  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "revcor");

  private final Device device;
  private final NDManager manager;
  private final OrtSession session;
  private final String inputName;
  private final OnnxInput input;
  private final List<String> outputs;
  private final UnaryOperator<NDArray> scaling;
  private final List<String> classes;

  private OnnxModule(OrtSession session, NetworkFile declared, Device device) throws OrtException {
    this.device = device;
    this.session = session;
    Map<String, NodeInfo> inputs = session.getInputInfo();
    if (inputs.size() != 1) {
      throw refused(
          declared,
          "which has %d inputs: %s".formatted(inputs.size(), String.join(", ", inputs.keySet())),
          "a network with one input");
    }
    NodeInfo only = inputs.values().iterator().next();
    if (!(only.getInfo() instanceof TensorInfo tensor)) {
      throw refused(declared, "whose input is no array", "a network whose input is an array");
    }
    this.inputName = only.getName();
    this.input = OnnxInput.of(tensor.getShape(), declared);
    declared.requireInput(input.shape());
    this.outputs =
        session.getOutputInfo().values().stream()
            .filter(output -> OnnxOutput.isReal(output.getInfo()))
            .map(NodeInfo::getName)
            .toList();
    if (outputs.isEmpty()) {
      throw refused(
          declared,
          "without an output of real numbers",
          "a network with such an output (of scikit-learn: exported with zipmap off)");
    }
    this.classes =
        declared.classes().isEmpty()
            ? classes(declared, session.getMetadata().getCustomMetadata())
            : List.of();
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.scaling = InputScaling.of(declared.scale(), manager);
  }

  static OnnxModule load(byte[] bytes, NetworkFile declared, Device device) {
    if (EXTERNAL_DATA.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find()) {
      throw refused(
          declared,
          "whose weights are in other files (external data)",
          "a single file with all weights: call torch.onnx.export with dynamo=False or"
              + " external_data=False, or onnx.save(onnx.load(FILE), OTHER_FILE)");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = ENVIRONMENT.createSession(bytes, options);
      try {
        return new OnnxModule(session, declared, device);
      } catch (RuntimeException | OrtException unusable) {
        session.close();
        throw unusable;
      }
    } catch (OrtException failed) {
      throw refused(
          declared,
          "which ONNX Runtime %s cannot load (%s)"
              .formatted(ENVIRONMENT.getVersion(), message(failed)),
          "a valid ONNX network of float32 with operators that it knows"
              + ExportHint.of(declared.file().toString()));
    }
  }

  private static List<String> classes(NetworkFile declared, Map<String, String> properties) {
    String json = properties.getOrDefault(CLASSES, "[]");
    try {
      List<String> names = List.of(Json.MAPPER.readValue(json, String[].class));
      if (names.stream().noneMatch(name -> name.isBlank() || Section.hasUnprintable(name))
          && names.stream().distinct().count() == names.size()) {
        return names;
      }
    } catch (JsonProcessingException | NullPointerException noNames) {
      // refused below
    }
    throw refused(
        declared,
        "whose metadata property classes is " + json,
        "a network whose property classes is a JSON list of different names without line breaks, or"
            + " that has none; study or card may give the names");
  }

  @Override
  public List<Integer> input() {
    return input.shape();
  }

  @Override
  public Layout layout() {
    return input.layout();
  }

  @Override
  public int fixedBatch() {
    return input.fixedBatch().orElse(0);
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public List<NDArray> forward(NDArray stimuli, boolean recording) {
    if (recording) {
      throw new EngineException("ONNX Runtime computes no gradients");
    }
    int images = (int) stimuli.getShape().get(0);
    int batch = input.fixedBatch().orElse(images);
    NDArray scaled = scaling.apply(stimuli);
    try (NDArray values = planeOrder(scaled)) {
      FloatBuffer buffer = values.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
      List<NDList> runs = new ArrayList<>();
      for (int first = 0; first < images; first += batch) {
        runs.add(run(buffer, first, Math.min(batch, images - first), stimuli.getManager()));
      }
      return joined(runs);
    } catch (OrtException failed) {
      throw new EngineException(message(failed), failed);
    } finally {
      if (scaled != stimuli) {
        scaled.close();
      }
    }
  }

  private NDArray planeOrder(NDArray stimuli) {
    NDArray ordered = input.layout().order(stimuli);
    NDArray values = ordered.flatten();
    if (ordered != stimuli) {
      ordered.close();
    }
    return values;
  }

  /** Runs a batch; one that is smaller than the fixed batch is filled up with zeros. */
  private NDList run(FloatBuffer values, int first, int images, NDManager manager)
      throws OrtException {
    int size = input.shape().stream().reduce(1, (a, b) -> a * b);
    int batch = input.fixedBatch().orElse(images);
    FloatBuffer stimuli = values.slice(first * size, images * size);
    if (images < batch) {
      stimuli = FloatBuffer.allocate(batch * size).put(stimuli).rewind();
    }
    long[] sizes = input.layout().sizes(batch, input.shape());
    NDList arrays = new NDList();
    try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, stimuli, sizes);
        OrtSession.Result results = session.run(Map.of(inputName, tensor), Set.copyOf(outputs))) {
      for (String output : outputs) {
        arrays.add(
            OnnxOutput.rows(
                (OnnxTensor) results.get(output).orElseThrow(), images, batch, manager));
      }
    }
    return arrays;
  }

  private static List<NDArray> joined(List<NDList> runs) {
    if (runs.size() == 1) {
      return runs.getFirst();
    }
    List<NDArray> joined =
        IntStream.range(0, runs.getFirst().size())
            .mapToObj(
                output ->
                    NDArrays.concat(new NDList(runs.stream().map(run -> run.get(output)).toList())))
            .toList();
    runs.forEach(NDList::close);
    return joined;
  }

  /** Returns the runtime's message without its error code and place in its source. */
  private static String message(OrtException failed) {
    String text =
        String.valueOf(failed.getMessage()).replaceFirst("^Error code - \\w+ - message: ", "");
    return EngineMessage.of(
        new EngineException(
            text.replaceFirst("(^|Status Message: )/\\S+:\\d+ .*?\\) (?=[A-Z])", "$1")));
  }

  @Override
  public void close() {
    manager.close();
    try {
      session.close();
    } catch (OrtException closed) {
      throw new EngineException(message(closed), closed);
    }
  }

  /** Outputs of ONNX Runtime as arrays of the engine, float32. */
  static final class OnnxOutput {
    private static final Set<OnnxJavaType> REAL =
        Set.of(
            OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    private OnnxOutput() {}

    /** Returns whether an output holds real numbers. */
    static boolean isReal(ValueInfo info) {
      return info instanceof TensorInfo tensor && REAL.contains(tensor.type);
    }

    static NDArray rows(OnnxTensor output, int images, int batch, NDManager manager) {
      long[] sizes = output.getInfo().getShape();
      FloatBuffer values =
          output.getInfo().type == OnnxJavaType.DOUBLE
              ? narrowed(output.getDoubleBuffer())
              : output.getFloatBuffer();
      if (sizes.length > 0 && sizes[0] == batch) {
        values.limit(values.limit() / batch * images);
        sizes[0] = images;
      }
      return manager.create(values, new Shape(withoutSidesOfOne(sizes)), DataType.FLOAT32);
    }

    /** Returns n x k for n x k x 1 x 1, and n x 1 for n. */
    private static long[] withoutSidesOfOne(long[] sizes) {
      int length = sizes.length;
      while (length > 2 && sizes[length - 1] == 1) {
        length--;
      }
      return sizes.length == 1 ? new long[] {sizes[0], 1} : Arrays.copyOf(sizes, length);
    }

    private static FloatBuffer narrowed(DoubleBuffer values) {
      FloatBuffer floats = FloatBuffer.allocate(values.remaining());
      while (values.hasRemaining()) {
        floats.put((float) values.get());
      }
      return floats.flip();
    }
  }

  /**
   * The input of an ONNX file. What the file leaves open comes from its declaration.
   *
   * @param shape C, H, W
   */
  record OnnxInput(Layout layout, List<Integer> shape, Optional<Integer> fixedBatch) {
    private static final Set<Integer> USUAL_PLANES = Set.of(1, 3);
    private static final int MAX_VALUES = 1 << 26;

    /**
     * @param sizes sizes of a batch in the file; negative where open
     */
    static OnnxInput of(long[] sizes, NetworkFile declared) {
      if (sizes.length == 0) {
        Layout layout = declared.layout().orElse(Layout.NCHW);
        return of(
            LongStream.generate(() -> Layout.OPEN).limit(layout.dimensions()).toArray(), declared);
      }
      List<Layout> layouts =
          Stream.of(Layout.values())
              .filter(layout -> layout.dimensions() == sizes.length)
              .filter(layout -> declared.layout().map(layout::equals).orElse(true))
              .toList();
      if (layouts.isEmpty()) {
        throw new InvalidInputException(
            NetworkFileSource.FILE,
            "%s, whose input has the sizes %s".formatted(declared.file(), words(sizes)),
            "a network whose input has the layout "
                + declared.layout().map(Layout::word).orElse(String.join(" or ", Layout.WORDS)));
      }
      Optional<Integer> fixedBatch =
          sizes[0] > 0 ? Optional.of((int) Math.min(sizes[0], MAX_VALUES)) : Optional.empty();
      OnnxInput input = complete(sizes, declared, layouts, fixedBatch);
      double values =
          input.shape().stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
      if (fixedBatch.orElse(1) * values > MAX_VALUES) {
        throw new InvalidInputException(
            NetworkFileSource.FILE,
            "%s, whose input has the sizes %s".formatted(declared.file(), words(sizes)),
            "a network with a batch of at most %,d values".formatted(MAX_VALUES));
      }
      return input;
    }

    private static OnnxInput complete(
        long[] sizes, NetworkFile declared, List<Layout> layouts, Optional<Integer> fixedBatch) {
      return declared
          .input()
          .map(given -> new OnnxInput(layout(layouts, sizes, given), given, fixedBatch))
          .orElseGet(() -> ofFile(layouts, sizes, fixedBatch));
    }

    private static Layout layout(List<Layout> layouts, long[] sizes, List<Integer> given) {
      return layouts.stream()
          .filter(layout -> layout != Layout.ROWS || given.getFirst() == 1)
          .filter(layout -> fits(layout.sizes(sizes[0], given), sizes))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      NetworkFile.INPUT,
                      given.toString(),
                      "planes, rows and columns of an image for the network's input, "
                          + words(sizes)));
    }

    private static boolean fits(long[] needed, long[] sizes) {
      return IntStream.range(1, sizes.length).allMatch(i -> sizes[i] < 1 || sizes[i] == needed[i]);
    }

    /** Takes the only layout, or the one with as many planes as grey or colour images have. */
    private static OnnxInput ofFile(
        List<Layout> layouts, long[] sizes, Optional<Integer> fixedBatch) {
      Layout layout =
          layouts.stream()
              .filter(each -> layouts.size() == 1 || isUsual(each.image(sizes)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          NetworkFile.INPUT,
                          "missing, and the file does not say which of %s are planes"
                              .formatted(words(sizes)),
                          NetworkFile.SHAPE + ", or the layout must be given"));
      List<Integer> image = layout.image(sizes);
      if (image.contains(Layout.OPEN)) {
        throw new InvalidInputException(
            NetworkFile.INPUT,
            "missing, and the file leaves it open (" + words(sizes) + ")",
            NetworkFile.SHAPE);
      }
      return new OnnxInput(layout, image, fixedBatch);
    }

    private static boolean isUsual(List<Integer> image) {
      return USUAL_PLANES.contains(image.getFirst()) || image.contains(Layout.OPEN);
    }

    private static String words(long[] sizes) {
      return Arrays.stream(sizes)
          .mapToObj(size -> size < 1 ? "?" : Long.toString(size))
          .collect(Collectors.joining(" x "));
    }
  }
}
