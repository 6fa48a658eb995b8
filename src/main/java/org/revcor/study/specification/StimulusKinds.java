package org.revcor.study.specification;

import java.util.List;
import org.revcor.schema.Variants;

/** The list of all kinds of stimuli; the first is the default. */
final class StimulusKinds {
  static final Variants<StimulusKind> KEYS =
      Variants.<StimulusKind>byWord(
              "kind",
              "What is shown.",
              List.of(
                  WhiteNoiseKind.OPTION,
                  PinkNoiseKind.OPTION,
                  SignalInNoiseKind.OPTION,
                  ImagesKind.OPTION,
                  BubblesKind.OPTION,
                  GaborPcaKind.OPTION,
                  PcaNoiseKind.OPTION,
                  GeneratorKind.OPTION,
                  RecordedKind.OPTION))
          .separate();

  private StimulusKinds() {}
}
