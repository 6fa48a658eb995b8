package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture.Stage;

/**
 * The decoder of an auto-encoder: the layers after its code.
 *
 * @param whole the auto-encoder
 * @param architecture architecture of the decoder
 * @param description description of the decoder
 */
record NetworkDecoder(
    NetworkSource whole, Architecture architecture, ObserverDescription description)
    implements ObserverSource {
  static NetworkDecoder of(NetworkSource whole) {
    Architecture all = whole.architecture();
    Stage code = code(all);
    List<Layer> layers = new ArrayList<>(List.of(new Layer.Flatten()));
    all.stages().subList(all.stages().indexOf(code) + 1, all.stages().size()).stream()
        .map(Stage::layer)
        .forEach(layers::add);
    Architecture part = new Architecture(code.after().values(), 1, 1, layers);
    ObserverDescription from = whole.description();
    return new NetworkDecoder(
        whole,
        part,
        new ObserverDescription(
            from.name() + " decoder",
            ObserverInput.unchanged(part.planes(), 1, 1),
            OutputKind.IMAGES,
            part.outputs(),
            List.of(),
            from.dataset(),
            from.digest(),
            part.describe(),
            true,
            false));
  }

  /** Returns the narrowest layer; if there are several, the last. */
  static Stage code(Architecture architecture) {
    return architecture.stages().reversed().stream()
        .filter(stage -> !stage.name().isEmpty())
        .min(Comparator.comparingInt(stage -> stage.after().values()))
        .orElseThrow();
  }

  @Override
  public boolean runsLayersOnEngine() {
    return true;
  }

  @Override
  public long bytes() {
    return architecture.parameters().stream()
        .mapToLong(parameter -> Float.BYTES * (long) parameter.values())
        .sum();
  }

  @Override
  public Observer load(Device device) {
    Weights all = whole.weights();
    SequencedMap<String, Tensor> own = new LinkedHashMap<>();
    architecture
        .parameters()
        .forEach(parameter -> own.put(parameter.name(), all.tensor(parameter.name())));
    Engine.getInstance();
    return new NetworkObserver(description, Network.of(architecture, new Weights(own), device));
  }
}
