package org.revcor.inference.calibration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.inference.Rendering;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.UniformLaw;
import org.revcor.stimulus.WhiteNoise;

/** Measures the forward pass of an observer on uniform noise, on the devices of this machine. */
public final class ForwardSpeed implements CalibrationSearch.Speed {
  private static final long SEED = 1;

  /** Batches per lane, shown in turn so that a batch is not still in the processor's cache. */
  private static final int BATCHES = 2;

  private final ObserverSource observer;
  private final Platform platform;
  private final Duration slice;

  /**
   * @param slice minimum time of a measurement; a warm-up of half this time precedes it
   */
  public ForwardSpeed(ObserverSource observer, Platform platform, Duration slice) {
    this.observer = platform.kernelsOf(observer);
    this.platform = platform;
    this.slice = slice;
  }

  @Override
  public double trialsPerSecond(int batchSize, int lanes) {
    int values = observer.description().values();
    NumericPlan plan =
        NumericPlan.of(
            values, Optional.empty(), Optional.of(BATCHES * batchSize), batchSize, platform);
    BlockDrawer drawer =
        new BlockDrawer(
            new StimulusSequence(new WhiteNoise(new UniformLaw(), values), false), SEED, plan);
    Protocol protocol =
        new Protocol(
            observer,
            new Rendering.AsDrawn(),
            ClassReadout.LOGIT,
            false,
            List.of(),
            Optional.empty());
    try (ForwardCeiling lanesAlone =
        ForwardCeiling.of(
            protocol, IntStream.range(0, lanes).mapToObj(drawer::draw).toList(), platform)) {
      lanesAlone.run(slice.dividedBy(2));
      return lanesAlone.run(slice).perSecond();
    }
  }
}
