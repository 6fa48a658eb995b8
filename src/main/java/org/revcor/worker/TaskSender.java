package org.revcor.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends tasks to an inference process, each study before its first task. If the process has ended,
 * sending has no effect: its end follows, and its tasks are repeated. A thread of its own writes,
 * since a process that does not read would block the caller.
 */
final class TaskSender {
  private static final Logger LOG = LoggerFactory.getLogger(TaskSender.class);

  private static final int IDLE_SECONDS = 10;

  private final Connection connection;
  private final Executor writer;
  private final Map<String, StudyDescription> studies = new HashMap<>();

  TaskSender(Connection connection) {
    this.connection = connection;
    this.writer = writer();
  }

  /** Returns a thread that ends when it is idle. */
  private static Executor writer() {
    ThreadPoolExecutor writer =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("inference-input").factory());
    writer.allowCoreThreadTimeOut(true);
    return writer;
  }

  void send(Collection<Task> tasks) {
    for (Task task : tasks) {
      StudyDescription study = task.study();
      if (!study.equals(studies.put(study.id(), study))) {
        send(
            new Message.Begin(study.id(), study.plan(), study.observer(), study.stimuli()),
            study.specification().getBytes(StandardCharsets.UTF_8));
      }
      send(new Message.Compute(task.ticket(), study.id(), task.kind(), task.block()), task.input());
    }
  }

  /** Lets the process release what it holds for a study. */
  void forget(String study) {
    if (studies.remove(study) != null) {
      send(new Message.Forget(study), new byte[0]);
    }
  }

  private void send(Message message, byte[] bytes) {
    writer.execute(() -> write(message, bytes));
  }

  private void write(Message message, byte[] bytes) {
    try {
      connection.send(message, bytes);
    } catch (IOException ended) {
      LOG.debug("the inference process has ended", ended);
    }
  }
}
