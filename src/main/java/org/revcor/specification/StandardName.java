package org.revcor.specification;

import java.nio.file.Path;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.stimulus.Law;

/** The name of a study that says none. */
public final class StandardName {
  private StandardName() {}

  /** The layer if there is one, the observer and the stimuli. */
  public static String of(
      ObserverReference observer, Readout readout, StimulusSpecification stimulus) {
    return layer(readout) + observer(observer) + " under " + ofStimuli(stimulus);
  }

  private static String observer(ObserverReference observer) {
    return switch (observer) {
      case ObserverReference.Named named -> named.model();
      case ObserverReference.FromFile file -> String.valueOf(Path.of(file.file()).getFileName());
      case ObserverReference.Edited edited -> "edited " + observer(edited.original());
    };
  }

  private static String layer(Readout readout) {
    return switch (readout) {
      case ClassReadout ofClasses -> "";
      case UnitReadout ofUnits -> ofUnits.layer() + " of ";
      case PooledReadout ofMaps -> ofMaps.layer() + " of ";
    };
  }

  /** What stimuli are called. */
  public static String ofStimuli(StimulusSpecification stimulus) {
    return switch (stimulus) {
      case StimulusSpecification.White(Law law) -> law.name() + " white noise";
      case StimulusSpecification.Balanced balanced -> "balanced noise";
      case StimulusSpecification.Signal signal -> signal.images().data() + " in noise";
      case StimulusSpecification.Images images -> "images of " + images.images().data();
      case StimulusSpecification.Bubbles bubbles -> "bubbles";
      case StimulusSpecification.GaborPca gabor -> gabor.basis() + " noise";
      case StimulusSpecification.Generator generator ->
          switch (generator.decoder()) {
            case StimulusSpecification.Decoder.OfAutoEncoder(String model) ->
                "images of " + model;
            case StimulusSpecification.Decoder.OfFile file ->
                "images of " + Path.of(file.file()).getFileName();
          };
    };
  }
}
