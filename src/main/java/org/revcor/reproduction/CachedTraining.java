package org.revcor.reproduction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.revcor.observer.training.TrainingListener;
import org.revcor.observer.training.TrainingProgress;

/** Writes a network after each epoch that was the best, and where its training stands. */
record CachedTraining(Path folder, BooleanSupplier stop, ReproductionListener watch) implements TrainingListener {
  @Override
  public void progress(TrainingProgress progress) {
    if (progress instanceof TrainingProgress.EpochEnded ended) {
      try {
        if (ended.best().isPresent()) {
          ended.best().get().write(folder);
        }
        ended.state().write(folder);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      watch.part("epoch %d of %d, %s".formatted(ended.epoch(), ended.epochs(), ended.quality()));
    }
  }

  @Override
  public boolean stopped() {
    return stop.getAsBoolean();
  }
}
