package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import java.util.Collections;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/** Readouts of a classifier's outputs. */
public enum ClassReadout implements Readout {
  /** One-hot index of the largest output; ties go to the lowest class. One channel per class. */
  LABEL {
    @Override
    public NDArray responses(NDArray values, ObserverDescription observer) {
      NDArray selected = observer.outputs() == 1 ? values.flatten().gt(0) : values.argMax(1);
      return selected.toType(DataType.INT64, false).oneHot(observer.classes().size());
    }
  },
  /** Softmax of the outputs; of a single logit, the logistic function. One channel per class. */
  PROBABILITY {
    @Override
    public NDArray responses(NDArray values, ObserverDescription observer) {
      if (observer.output() == OutputKind.PROBABILITIES) {
        return values;
      }
      if (observer.outputs() == 1) {
        NDArray second = Activation.sigmoid(values);
        return NDArrays.concat(new NDList(second.neg().add(1), second), 1);
      }
      return values.softmax(1);
    }
  },
  /** The raw outputs, before any softmax. One channel per output. */
  LOGIT {
    @Override
    public NDArray responses(NDArray values, ObserverDescription observer) {
      return values;
    }
  };

  private static final String FIELD = "study.readout.kind";

  @Override
  public String word() {
    return Spelling.word(this);
  }

  @Override
  public String layer(ObserverDescription observer) {
    return observer.outputLayer().name();
  }

  @Override
  public List<String> channels(ObserverDescription observer) {
    if (observer.output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          FIELD, word(), "activation, since " + observer.name() + " returns images, not classes");
    }
    if (this != LOGIT) {
      return observer.classes();
    }
    if (observer.output() == OutputKind.PROBABILITIES) {
      throw new InvalidInputException(
          FIELD,
          word(),
          "label or probability, since " + observer.name() + " returns probabilities, not logits");
    }
    return observer.outputs() == 1 ? List.of(observer.classes().get(1)) : observer.classes();
  }

  @Override
  public List<Window> windows(ObserverDescription observer) {
    return Collections.nCopies(
        channels(observer).size(), Window.whole(observer.height(), observer.width()));
  }

  @Override
  public boolean hasNaturalZero() {
    return this != LOGIT;
  }
}
