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
        // 1 - sigmoid(z) is 0 in float32 from z = 17 on
        return NDArrays.concat(
            new NDList(Activation.sigmoid(values.neg()), Activation.sigmoid(values)), 1);
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
  },
  /** Logits minus their mean over the classes of a stimulus. One channel per class. */
  CENTRED_LOGIT {
    @Override
    public NDArray responses(NDArray values, ObserverDescription observer) {
      return centred(values);
    }
  },
  /** Logarithms of probabilities minus their mean over the classes. One channel per class. */
  CENTRED_PROBABILITY {
    @Override
    public NDArray responses(NDArray values, ObserverDescription observer) {
      if (observer.output() == OutputKind.PROBABILITIES) {
        NDArray least = EngineArrays.of(values.getManager(), Float.MIN_NORMAL);
        return centred(values.maximum(least).log());
      }
      // the normaliser of the softmax is the same for all classes
      if (observer.outputs() != 1) {
        return centred(values);
      }
      NDArray half = values.mul(EngineArrays.of(values.getManager(), 0.5f));
      return NDArrays.concat(new NDList(half.neg(), half), 1);
    }
  };

  private static final String FIELD = "study.readout.kind";

  private static NDArray centred(NDArray values) {
    return values.sub(values.mean(new int[] {1}, true));
  }

  @Override
  public String word() {
    return Spelling.word(
        switch (this) {
          case CENTRED_LOGIT -> LOGIT;
          case CENTRED_PROBABILITY -> PROBABILITY;
          default -> this;
        });
  }

  /** Returns whether the mean over classes is subtracted. */
  public boolean isCentred() {
    return this == CENTRED_LOGIT || this == CENTRED_PROBABILITY;
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
    if (observer.output() == OutputKind.LABELS && this != LABEL) {
      throw new InvalidInputException(
          FIELD, word(), "label, since " + observer.name() + " returns labels");
    }
    if (this != LOGIT && this != CENTRED_LOGIT) {
      if (observer.classes().size() == 1) {
        throw new InvalidInputException(
            FIELD, word(), "logit, since " + observer.name() + " has one class");
      }
      return observer.classes();
    }
    if (observer.output() == OutputKind.PROBABILITIES) {
      throw new InvalidInputException(
          FIELD,
          word(),
          "label or probability, since " + observer.name() + " returns probabilities, not logits");
    }
    if (observer.outputs() == 1 && isCentred()) {
      throw new InvalidInputException(
          "study.readout.centred",
          "true",
          "false, since %s has a single logit; readout probability can be centred"
              .formatted(observer.name()));
    }
    return observer.outputs() == 1 ? List.of(observer.classes().getLast()) : observer.classes();
  }

  @Override
  public List<Window> windows(ObserverDescription observer) {
    return Collections.nCopies(
        channels(observer).size(), Window.whole(observer.height(), observer.width()));
  }

  @Override
  public boolean readsOutputs() {
    return true;
  }

  @Override
  public boolean hasNaturalZero() {
    return this == LABEL || this == PROBABILITY;
  }
}
