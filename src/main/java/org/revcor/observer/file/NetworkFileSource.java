package org.revcor.observer.file;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.file.Digest;
import org.revcor.file.InputFile;
import org.revcor.observer.EngineArrays.OutputCheck;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.InputGradient;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

/** The source of an observer in a network file. Every load probes the network again. */
record NetworkFileSource(
    NetworkFile declared, ObserverDescription description, OptionalInt fixedBatch)
    implements ObserverSource {
  static final String FILE = "study.observer.file";

  private static final Object LOADING = new Object();

  static NetworkFileSource of(NetworkFile declared, Inspection inspected) {
    List<LayerDescription> layers =
        inspected.layers().stream().map(Inspection.InspectedLayer::described).toList();
    int outputs = layers.getLast().units();
    return new NetworkFileSource(
        declared,
        new ObserverDescription(
            declared.name(),
            new ObserverInput(
                inspected.input().get(0),
                inspected.input().get(1),
                inspected.input().get(2),
                declared.scale(),
                inspected.layout()),
            declared.outputKind(),
            outputs,
            inspected.classes().isEmpty() ? numbered(outputs) : inspected.classes(),
            declared.dataset(),
            inspected.digest(),
            layers,
            inspected.differentiable(),
            false),
        inspected.fixedBatch() > 0 ? OptionalInt.of(inspected.fixedBatch()) : OptionalInt.empty());
  }

  /** Returns the declaration with all that is known; standard names of classes are left out. */
  NetworkFile complete() {
    List<String> layers = description.layers().stream().map(LayerDescription::name).toList();
    return new NetworkFile(
        declared.file(),
        declared.name(),
        Optional.of(List.of(description.planes(), description.height(), description.width())),
        Optional.of(description.output()),
        declared.classes().isEmpty()
                && description.classes().equals(numbered(description.outputs()))
            ? List.of()
            : description.classes(),
        description.dataset(),
        description.input().scale(),
        Optional.of(description.input().layout()),
        layers.subList(0, layers.size() - 1));
  }

  static Inspection inspect(NetworkFile declared) {
    byte[] bytes = input(declared.file()).bytes();
    try (NetworkModule module = load(declared, bytes, Device.cpu())) {
      ReturnedArrays returned = Probe.returned(module, declared);
      Probe.requireIndependentImages(module, declared);
      return new Inspection(
          Digest.of(bytes),
          module.input(),
          module.layout(),
          module.fixedBatch(),
          declared.classes().isEmpty() ? module.classes() : declared.classes(),
          returned.layers().stream().map(Inspection.InspectedLayer::of).toList(),
          Probe.isDifferentiable(module, declared, returned));
    }
  }

  @Override
  public Optional<ObserverSource> withScale(Scale scale) {
    return Optional.of(
        new NetworkFileSource(declared.withScale(scale), description.withScale(scale), fixedBatch));
  }

  @Override
  public Optional<String> runtime() {
    return declared.format() == FileFormat.ONNX
        ? Optional.of(FileFormat.ONNX_RUNTIME)
        : Optional.empty();
  }

  @Override
  public long bytes() {
    return size(declared.file());
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException missing) {
      return 0;
    }
  }

  @Override
  public Observer load(Device device) {
    NetworkModule module = module(device);
    try {
      ReturnedArrays returned = Probe.returned(module, declared);
      return new NetworkFileObserver(description, module, returned, bytes());
    } catch (RuntimeException refused) {
      module.close();
      throw refused;
    }
  }

  /** Loads the module; lanes do it one after the other, so that Java holds one copy of the file. */
  private NetworkModule module(Device device) {
    synchronized (LOADING) {
      byte[] bytes = input(declared.file()).bytes();
      if (!Digest.of(bytes).equals(description.digest())) {
        throw new InvalidInputException(
            FILE,
            declared.file()
                + ", which has changed since the study began (it is now "
                + Digest.of(bytes)
                + ")",
            "the file of " + description.digest());
      }
      return load(declared, bytes, device);
    }
  }

  private static List<String> numbered(int outputs) {
    return IntStream.range(0, Math.max(2, outputs)).mapToObj(Integer::toString).toList();
  }

  static InputFile input(Path file) {
    return new InputFile(FILE, file, "an existing network file, " + FileFormat.EXTENSIONS);
  }

  private static NetworkModule load(NetworkFile declared, byte[] bytes, Device device) {
    return switch (declared.format()) {
      case TORCHSCRIPT -> torchScript(FILE, declared, bytes, device);
      case ONNX -> OnnxModule.load(bytes, declared, device);
    };
  }

  static TorchScriptModule torchScript(
      String field, NetworkFile declared, byte[] bytes, Device device) {
    try {
      return TorchScriptModule.load(bytes, declared, device);
    } catch (EngineException refused) {
      throw new InvalidInputException(
          field,
          declared.file() + ", which is not TorchScript (" + EngineMessage.of(refused) + ")",
          "a network saved with torch.jit.save" + ExportHint.of(declared.file().toString()));
    }
  }

  /**
   * An observer from a network file.
   *
   * @param bytes the file's size, slightly more than the size of its parameters
   */
  record NetworkFileObserver(
      ObserverDescription description, NetworkModule module, ReturnedArrays returned, long bytes)
      implements Observer {

    @Override
    public NDArray forward(NDArray stimuli) {
      return activations(stimuli, List.of(description.outputLayer().name())).getFirst();
    }

    @Override
    public List<NDArray> activations(NDArray stimuli, List<String> layers) {
      return forward(stimuli, layers, false);
    }

    @Override
    public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
      if (!description.differentiable()) {
        throw new ObserverFailedException(
            "observer %s is a black box; gradients need a TorchScript file whose operations PyTorch can differentiate"
                .formatted(description.name()));
      }
      try {
        return InputGradient.of(
            stimuli, input -> forward(input, List.of(layer), true).getFirst(), objective);
      } catch (EngineException failed) {
        throw failed(failed);
      }
    }

    private List<NDArray> forward(NDArray stimuli, List<String> layers, boolean recording) {
      List<NDArray> outputs;
      try {
        outputs = module.forward(stimuli, recording);
      } catch (EngineException failed) {
        throw failed(failed);
      } catch (UnsupportedOperationException noArrays) {
        throw new ObserverFailedException(
            "observer %s returned neither an array nor a list or tuple of arrays"
                .formatted(description.name()),
            noArrays);
      }
      if (outputs.size() != description.layers().size()) {
        throw new ObserverFailedException(
            "observer %s returned %d arrays; it must return %d"
                .formatted(description.name(), outputs.size(), description.layers().size()));
      }
      List<LayerDescription> read =
          layers.stream().map(layer -> description.layer("layer", layer)).toList();
      List<Integer> positions = read.stream().map(returned::position).toList();
      IntStream.range(0, outputs.size())
          .filter(position -> !positions.contains(position))
          .forEach(position -> outputs.get(position).close());
      long n = stimuli.getShape().get(0);
      return read.stream()
          .map(layer -> checked(outputs.get(returned.position(layer)), n, layer))
          .toList();
    }

    private NDArray checked(NDArray values, long n, LayerDescription layer) {
      if (!layer.equals(description.outputLayer())) {
        return OutputCheck.layer(values, n, layer, description.name());
      }
      NDArray output = isSingleProbability(values) ? ofBothClasses(values) : values;
      OutputCheck.require(output, n, description.outputs(), description.name());
      return output;
    }

    private boolean isSingleProbability(NDArray values) {
      return description.output() == OutputKind.PROBABILITIES
          && values.getShape().dimension() == 2
          && values.getShape().get(1) == 1;
    }

    /** Returns (1 - p, p) for the probability p of the second class. */
    private static NDArray ofBothClasses(NDArray p) {
      try (p;
          NDArray negative = p.neg();
          NDArray other = negative.add(1)) {
        return other.concat(p, 1);
      }
    }

    private ObserverFailedException failed(EngineException failed) {
      return new ObserverFailedException(
          "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
    }

    @Override
    public void close() {
      module.close();
    }
  }
}
