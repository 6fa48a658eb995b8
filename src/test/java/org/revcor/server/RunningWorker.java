package org.revcor.server;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.revcor.worker.cluster.WorkerNode;

/** A worker that runs in a thread of its own, at most until it is closed. */
final class RunningWorker implements AutoCloseable {
  private final WorkerNode node;
  private final FutureTask<Optional<String>> run;

  private RunningWorker(WorkerNode node) {
    this.node = node;
    this.run = new FutureTask<>(node::run);
  }

  static RunningWorker start(WorkerNode.Options options) {
    RunningWorker worker = new RunningWorker(new WorkerNode(options));
    Thread.ofPlatform().daemon().name("worker").start(worker.run);
    return worker;
  }

  boolean isRunning() {
    return !run.isDone();
  }

  /** Ends it; returns why the server refused it. */
  Optional<String> stop() {
    node.stop();
    try {
      return run.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    Optional<String> unused = stop();
  }
}
