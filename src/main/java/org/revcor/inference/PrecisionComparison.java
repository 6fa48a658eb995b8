package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Precision;
import org.revcor.observer.Readout;

/** Compares the outputs of an observer in half precision with its outputs in float32. */
record PrecisionComparison(Protocol protocol, LoadedObservers observers, NDManager manager) {
  /**
   * The outputs for one batch.
   *
   * @param responses n x channels
   * @param labels one per trial; empty if the readout is not of classes
   */
  private record Outputs(int channels, float[] responses, long[] labels) {}

  RoundedOutputs compare(StimulusBlock block) {
    ObserverSource rounded = protocol.observer();
    List<Outputs> exact = outputs(rounded.withPrecision(Precision.FLOAT32), block);
    List<Outputs> other = outputs(rounded, block);
    RoundedOutputs all = difference(exact.getFirst(), other.getFirst());
    for (int batch = 1; batch < exact.size(); batch++) {
      all = all.plus(difference(exact.get(batch), other.get(batch)));
    }
    return all;
  }

  /** Runs all batches with one observer: the lane may have memory for only one at a time. */
  private List<Outputs> outputs(ObserverSource source, StimulusBlock block) {
    Observer observer = observers.get(source);
    ObserverDescription shape = observer.description();
    Renderer renderer = new Renderer(protocol, protocol.decoder().map(observers::get));
    Readout readout = protocol.readout();
    List<Outputs> outputs = new ArrayList<>();
    for (int i = 0; i < block.batches().size(); i++) {
      long n = block.batches().get(i).trials();
      try (NDManager scope = manager.newSubManager()) {
        NDArray rows = block.array(i, scope);
        NDArray shown = renderer.images(renderer.render(rows).shown());
        NDArray values = observer.activations(shown, List.of(readout.layer(shape))).getFirst();
        float[] responses =
            readout.responses(values, shape).toType(DataType.FLOAT32, false).toFloatArray();
        long[] labels =
            readout instanceof ClassReadout
                ? ClassReadout.LABEL.responses(values, shape).argMax(1).toLongArray()
                : new long[0];
        outputs.add(new Outputs((int) (responses.length / n), responses, labels));
      }
    }
    return outputs;
  }

  private static RoundedOutputs difference(Outputs exact, Outputs other) {
    double[] sums = new double[exact.channels()];
    double squares = 0;
    double squaredDifferences = 0;
    for (int i = 0; i < exact.responses().length; i++) {
      double response = exact.responses()[i];
      double difference = other.responses()[i] - response;
      sums[i % sums.length] += response;
      squares += response * response;
      squaredDifferences += difference * difference;
    }
    long changed = 0;
    for (int i = 0; i < exact.labels().length; i++) {
      changed += exact.labels()[i] == other.labels()[i] ? 0 : 1;
    }
    return new RoundedOutputs(
        exact.responses().length / sums.length,
        exact.labels().length == 0 ? OptionalLong.empty() : OptionalLong.of(changed),
        sums,
        squares,
        squaredDifferences);
  }
}
