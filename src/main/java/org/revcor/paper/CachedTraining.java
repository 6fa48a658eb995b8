package org.revcor.paper;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.revcor.observer.training.TrainingListener;
import org.revcor.observer.training.TrainingProgress;

/** Writes the best network so far and the training state after each epoch. */
record CachedTraining(Path folder, BooleanSupplier stop, ReproductionListener listener)
    implements TrainingListener {
  @Override
  public void progress(TrainingProgress progress) {
    if (progress instanceof TrainingProgress.EpochEnded ended) {
      ended.write(folder);
      listener.part("epoch %d of %d, %s".formatted(ended.epoch(), ended.epochs(), ended.quality()));
    }
  }

  @Override
  public boolean stopped() {
    return stop.getAsBoolean();
  }
}
