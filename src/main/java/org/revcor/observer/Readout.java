package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.revcor.InvalidInputException;

/**
 * Which part of an observer's answer is averaged; each of its values is a channel with a map of its
 * own.
 */
public enum Readout {
  /** One-hot index of the largest output; ties go to the lowest class. A channel a class. */
  LABEL {
    @Override
    public NDArray responses(NDArray outputs, ObserverDescription observer) {
      NDArray chosen = observer.outputs() == 1 ? outputs.flatten().gt(0) : outputs.argMax(1);
      return chosen.toType(DataType.INT64, false).oneHot(observer.classes().size());
    }
  },
  /** Softmax of the outputs (the logistic function of a single one). A channel a class. */
  PROBABILITY {
    @Override
    public NDArray responses(NDArray outputs, ObserverDescription observer) {
      if (observer.output() == OutputKind.PROBABILITIES) {
        return outputs;
      }
      if (observer.outputs() == 1) {
        NDArray second = ai.djl.nn.Activation.sigmoid(outputs);
        return NDArrays.concat(new ai.djl.ndarray.NDList(second.mul(-1).add(1), second), 1);
      }
      return outputs.softmax(1);
    }
  },
  /** The outputs as they are, before any softmax. A channel an output. */
  LOGIT {
    @Override
    public NDArray responses(NDArray outputs, ObserverDescription observer) {
      return outputs;
    }
  };

  /**
   * Responses of a batch.
   *
   * @param outputs n x outputs, as {@link Observer#answer} gives them
   * @return float32, n x channels
   */
  public abstract NDArray responses(NDArray outputs, ObserverDescription observer);

  /**
   * Names of the channels, in the order of the columns of {@link #responses}.
   *
   * @throws InvalidInputException if the observer has no such readout
   */
  public List<String> channels(ObserverDescription observer) {
    if (this != LOGIT) {
      return observer.classes();
    }
    if (observer.output() != OutputKind.LOGITS) {
      throw new InvalidInputException(
          "study.readout.kind",
          "logit",
          "label or probability, since " + observer.name() + " gives probabilities, not logits");
    }
    return observer.outputs() == 1 ? List.of(observer.classes().get(1)) : observer.classes();
  }
}
