package org.revcor.study.specification;

import java.util.List;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;

final class ReadoutKeys {
  /** The readout of a study. */
  record Split(Readout readout, boolean bySignal) {}

  private static final Key<String> LAYER =
      Key.required("layer", Type.TEXT, "conv1", "Name of the layer.");

  private static final Key<Boolean> CROP =
      Key.withDefault(
          "crop", Type.FLAG, true, "Whether maps cover only the pixels that their units see.");

  private static final Key<Boolean> BY_SIGNAL =
      Key.withDefault(
              "by-signal",
              Type.FLAG,
              false,
              "Whether each channel exists once for every signal; with stimuli that have signals,"
                  + " and label or probability.")
          .unwrittenIf(false);

  private static final Key<Boolean> CENTRED =
      Key.withDefault(
              "centred",
              Type.FLAG,
              false,
              "Whether the mean over classes is subtracted, of the logarithms of probabilities.")
          .unwrittenIf(false);

  private static final Variants<Readout> KIND =
      Variants.byWord(
          "kind",
          "What is taken of the network's output.",
          List.of(
              Option.constant("label", ClassReadout.LABEL, "Label", "the class it chooses"),
              centrable(
                  ClassReadout.PROBABILITY,
                  ClassReadout.CENTRED_PROBABILITY,
                  "Probability",
                  "of each class"),
              centrable(
                  ClassReadout.LOGIT, ClassReadout.CENTRED_LOGIT, "Logit", "before the softmax"),
              Option.of(
                  UnitReadout.WORD,
                  UnitReadout.class,
                  "Activation",
                  "of the units of a layer",
                  LAYER,
                  Keys.ofRecord(Units.class, UnitKeys.UNITS, UnitKeys.CENTRE_UNLESS_GIVEN),
                  CROP)));

  static final Keys<Split> KEYS = Keys.ofRecord(Split.class, KIND, BY_SIGNAL);

  private ReadoutKeys() {}

  private static Option<Readout> centrable(
      ClassReadout plain, ClassReadout centred, String label, String help) {
    return new Option<>(
        plain.word(),
        readout -> readout == plain || readout == centred,
        Keys.<Readout>all(
            section -> CENTRED.read(section) ? centred : plain,
            CENTRED.of(readout -> readout == centred)),
        "",
        label,
        help);
  }
}
