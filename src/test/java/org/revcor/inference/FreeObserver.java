package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

/** An observer without computation: its outputs are the first values of the stimulus. */
public record FreeObserver(ObserverDescription description) implements ObserverSource {
  public static FreeObserver of(int planes, int side, int classes) {
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    LayerDescription output = new LayerDescription("logits", classes, 1, 1, Optional.empty(), true);
    return new FreeObserver(
        ObserverDescription.of(
                "free",
                ObserverInput.unchanged(planes, side, side),
                OutputKind.LOGITS,
                classes,
                names,
                List.of(output))
            .withDigest("sha256:free"));
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public Observer load(Device device) {
    return new Free(description);
  }

  private record Free(ObserverDescription description) implements Observer {
    @Override
    public NDArray forward(NDArray stimuli) {
      NDArray flat = stimuli.reshape(stimuli.getShape().get(0), description.values());
      return flat.get(":, 0:" + description.outputs());
    }

    @Override
    public List<NDArray> activations(NDArray stimuli, List<String> layers) {
      throw new UnsupportedOperationException("its layers have no values");
    }

    @Override
    public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
      throw new UnsupportedOperationException("it has no gradient");
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
