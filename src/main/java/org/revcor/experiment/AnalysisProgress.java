package org.revcor.experiment;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.revcor.analysis.Progress;

/** How far an experiment is; asked from any thread. */
public final class AnalysisProgress implements Progress {
  /** Hears of every batch, on the thread that showed it. */
  @FunctionalInterface
  public interface Listener {
    void shown(AnalysisProgress course);
  }

  private final Listener listener;
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong shown = new AtomicLong();
  private final LongSupplier clock;
  private final long start;

  /** When the first stimuli were expected; {@code start} before. */
  private final AtomicLong paceStart;

  private volatile boolean stopped;

  /** One that is looked at. */
  public AnalysisProgress() {
    this(course -> {});
  }

  /** One that tells. */
  public AnalysisProgress(Listener listener) {
    this(listener, System::nanoTime);
  }

  /**
   * @param clock in nanoseconds
   */
  AnalysisProgress(Listener listener, LongSupplier clock) {
    this.listener = listener;
    this.clock = clock;
    start = clock.getAsLong();
    paceStart = new AtomicLong(start);
  }

  @Override
  public void expects(long stimuli) {
    paceStart.compareAndSet(start, clock.getAsLong());
    expected.addAndGet(stimuli);
  }

  @Override
  public void shown(int stimuli) {
    shown.addAndGet(stimuli);
    listener.shown(this);
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  /** Ends the experiment at the next batch. */
  public void stop() {
    stopped = true;
  }

  /** Stimuli shown so far. */
  public long shown() {
    return shown.get();
  }

  /** Stimuli to be shown, as far as that is known yet. */
  public long expected() {
    return Math.max(expected.get(), shown.get());
  }

  /** Seconds since it began. */
  public double seconds() {
    return since(start);
  }

  /**
   * Seconds that the rest will take at the pace since stimuli were first expected, since studies
   * and trainings may come before; NaN before anything was shown.
   */
  public double secondsLeft() {
    long so = shown.get();
    return so == 0 ? Double.NaN : since(paceStart.get()) / so * (expected() - so);
  }

  private double since(long nanos) {
    return (clock.getAsLong() - nanos) / 1e9;
  }
}
