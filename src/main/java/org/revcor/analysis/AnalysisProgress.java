package org.revcor.analysis;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.revcor.RevcorException;

/** Progress of an analysis; read from any thread. */
public final class AnalysisProgress {
  private final Consumer<AnalysisProgress> listener;
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong shown = new AtomicLong();
  private final LongSupplier clock;
  private final long start;

  /** Time when stimuli were first expected; {@code start} before. */
  private final AtomicLong paceStart;

  private volatile Runnable onStop = () -> {};
  private volatile boolean stopped;

  public AnalysisProgress() {
    this(progress -> {});
  }

  /**
   * Creates progress with a listener.
   *
   * @param listener called after every batch, on the thread that ran it
   */
  public AnalysisProgress(Consumer<AnalysisProgress> listener) {
    this(listener, System::nanoTime);
  }

  /**
   * @param clock monotonic clock, in nanoseconds
   */
  AnalysisProgress(Consumer<AnalysisProgress> listener, LongSupplier clock) {
    this.listener = listener;
    this.clock = clock;
    start = clock.getAsLong();
    paceStart = new AtomicLong(start);
  }

  public void expects(long stimuli) {
    paceStart.compareAndSet(start, clock.getAsLong());
    expected.addAndGet(stimuli);
  }

  public void shown(int stimuli) {
    shown.addAndGet(stimuli);
    listener.accept(this);
  }

  public boolean isStopped() {
    return stopped;
  }

  /** Stops the analysis at the next batch, and runs the action of {@link #onStop}. */
  public void stop() {
    stopped = true;
    onStop.run();
  }

  /** Sets what stops the analysis at once; it runs now if the analysis was stopped before. */
  public void onStop(Runnable action) {
    onStop = action;
    if (stopped) {
      action.run();
    }
  }

  /** Sets the numbers of stimuli, as another process reports them. */
  public void set(long shownSoFar, long expectedInAll) {
    paceStart.compareAndSet(start, clock.getAsLong());
    shown.set(shownSoFar);
    expected.set(expectedInAll);
  }

  public long shown() {
    return shown.get();
  }

  /** Returns the number of stimuli to be shown, as far as it is known. */
  public long expected() {
    return Math.max(expected.get(), shown.get());
  }

  public double seconds() {
    return since(start);
  }

  /**
   * Returns the estimated remaining seconds; NaN before anything was shown. The rate counts from
   * the first expected stimuli, since studies and trainings may come before.
   */
  public double secondsLeft() {
    long done = shown.get();
    return done == 0 ? Double.NaN : since(paceStart.get()) / done * (expected() - done);
  }

  private double since(long nanos) {
    return (clock.getAsLong() - nanos) / 1e9;
  }

  /** The analysis was stopped. */
  public static final class AnalysisStoppedException extends RevcorException {
    private static final long serialVersionUID = 1L;

    public AnalysisStoppedException() {
      super("stopped");
    }
  }
}
