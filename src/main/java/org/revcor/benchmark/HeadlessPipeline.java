package org.revcor.benchmark;

import java.time.Duration;
import org.revcor.study.run.TimedRun;

/** A study without a server, as in {@code revcor run}. */
public final class HeadlessPipeline implements Pipeline {
  private final TimedRun run;

  /**
   * @param run closed with the pipeline
   */
  public HeadlessPipeline(TimedRun run) {
    this.run = run;
  }

  @Override
  public void resume() {
    run.resume();
  }

  @Override
  public long trials() {
    return run.trials();
  }

  @Override
  public Duration settling() {
    return Duration.ZERO;
  }

  @Override
  public void pause() {
    run.pause();
  }

  @Override
  public void close() {
    run.close();
  }
}
