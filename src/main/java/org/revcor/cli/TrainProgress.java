package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.revcor.observer.training.TrainedObserver;
import org.revcor.observer.training.TrainingProgress;
import org.revcor.observer.training.TrainingProgress.TrainingListener;

/**
 * Prints the progress of a training. Writes the observer after each best epoch, and the training
 * state after each epoch.
 */
final class TrainProgress implements TrainingListener {
  private final RedrawnLine line;
  private final Path folder;
  private final BooleanSupplier stopped;

  TrainProgress(PrintWriter out, Path folder, BooleanSupplier stopped) {
    this.line = new RedrawnLine(out, Terminal.isInteractive());
    this.folder = folder;
    this.stopped = stopped;
  }

  @Override
  public void progress(TrainingProgress progress) {
    switch (progress) {
      case TrainingProgress.Step step -> redraw(step);
      case TrainingProgress.EpochEnded ended -> epochEnded(ended);
    }
  }

  @Override
  public boolean stopped() {
    return stopped.getAsBoolean();
  }

  /** Prints the best epoch and the folder that it is written to. */
  void close(Optional<TrainedObserver> best) {
    line.println(
        best.map(
                observer ->
                    "%s: epoch %d, %s, in %s"
                        .formatted(
                            observer.name(),
                            observer.epoch(),
                            observer.quality(),
                            folder.toAbsolutePath().normalize()))
            .orElse("stopped before the first epoch ended; nothing written"));
  }

  private void redraw(TrainingProgress.Step step) {
    line.redraw(
        () ->
            "epoch %d/%d  %3d %%  loss %.4f%s  %s left"
                .formatted(
                    step.epoch(),
                    step.epochs(),
                    100 * step.batch() / step.batches(),
                    step.loss(),
                    accuracy(step.accuracy()),
                    RedrawnLine.clock(step.remaining())));
  }

  private void epochEnded(TrainingProgress.EpochEnded ended) {
    ended.write(folder);
    line.println(
        "epoch %d/%d  loss %.4f%s  %s%s  after %s"
            .formatted(
                ended.epoch(),
                ended.epochs(),
                ended.loss(),
                accuracy(ended.accuracy()),
                ended.quality(),
                ended.best().isPresent() ? " (best, written)" : "",
                RedrawnLine.clock(ended.elapsed())));
  }

  private static String accuracy(OptionalDouble accuracy) {
    return accuracy.isPresent() ? "  accuracy %.2f %%".formatted(100 * accuracy.getAsDouble()) : "";
  }
}
