package org.revcor.study.specification;

import java.nio.file.Path;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;

/** Derives the default name of a study. */
public final class DefaultStudyName {
  private DefaultStudyName() {}

  /** Returns the name: the layer, if any, the observer and the stimuli. */
  public static String of(ObserverReference observer, Readout readout, StimulusKind stimulus) {
    return layer(readout) + observer(observer) + " under " + stimulus.words();
  }

  private static String observer(ObserverReference observer) {
    return switch (observer) {
      case ObserverReference.Named named -> named.model();
      case ObserverReference.FromFile file -> String.valueOf(Path.of(file.file()).getFileName());
      case ObserverReference.External external -> ExternalSource.NAME;
      case ObserverReference.Served served -> served.model().name();
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
}
