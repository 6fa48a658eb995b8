package org.revcor.worker;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The thread that starts an inference process and passes on its messages. When this thread ends,
 * Linux ends a confined process.
 */
final class ChildThread {
  private static final Logger LOG = LoggerFactory.getLogger(ChildThread.class);

  sealed interface Event extends InferenceProcess.Command {
    record Ready(Connection connection, Message.Ready lanes) implements Event {}

    /** It has sent a message; the next one is passed on when this one has been handled. */
    record Received(Connection.Frame frame, Semaphore turn) implements Event {
      void handled() {
        turn.release();
      }
    }

    record Ended(String cause) implements Event {
      /** Logs it: as no error during a shutdown, since a signal can be sent to all processes. */
      void log(ActorSystem<?> system) {
        boolean isShutdown = CoordinatedShutdown.get(system).getShutdownReason().isPresent();
        LOG.atLevel(isShutdown ? Level.INFO : Level.ERROR)
            .log("the inference process has ended {}", cause);
      }
    }
  }

  private final ProcessSettings settings;
  private final Confinement confinement;
  private final Consumer<Event> events;

  /**
   * Whether a message can be passed on; a process that a network took over may send without end.
   */
  private final Semaphore turn = new Semaphore(1);

  private final AtomicReference<@Nullable ChildProcess> child = new AtomicReference<>();

  private volatile boolean isKilled;

  ChildThread(ProcessSettings settings, Confinement confinement, Consumer<Event> events) {
    this.settings = settings;
    this.confinement = confinement;
    this.events = events;
  }

  static ChildThread start(
      ProcessSettings settings, Confinement confinement, Consumer<Event> events) {
    ChildThread thread = new ChildThread(settings, confinement, events);
    Thread.ofPlatform().daemon().name("inference-process").start(thread::run);
    return thread;
  }

  void kill() {
    isKilled = true;
    ChildProcess process = child.get();
    if (process != null) {
      process.kill();
    }
  }

  private void run() {
    String cause;
    try (ChildProcess process =
        ChildProcess.start(confinement, settings.access(), settings.memory())) {
      child.set(process);
      if (isKilled) {
        process.kill();
      }
      receive(process);
      cause = process.end();
    } catch (IOException | RuntimeException | OutOfMemoryError failed) {
      cause = "before it started: " + failed;
    }
    child.set(null);
    events.accept(new Event.Ended(cause));
  }

  private void receive(ChildProcess process) {
    try (Connection connection = process.connect()) {
      receive(connection);
    } catch (EOFException ended) {
      LOG.debug("the connection has ended", ended);
    } catch (IOException failed) {
      LOG.warn("the connection to the inference process has failed", failed);
    } catch (RuntimeException | OutOfMemoryError failed) {
      LOG.error("a message of the inference process cannot be read", failed);
    }
  }

  /** Passes on messages until the connection ends, or nobody handles those of a killed process. */
  void receive(Connection connection) throws IOException {
    connection.send(new Message.Configure(settings));
    if (connection.receive().message() instanceof Message.Ready ready) {
      events.accept(new Event.Ready(connection, ready));
      Event.Received next;
      do {
        next = new Event.Received(connection.receive(), turn);
      } while (isPassedOn(next));
    }
  }

  private boolean isPassedOn(Event.Received message) {
    try {
      while (!turn.tryAcquire(1, TimeUnit.SECONDS)) {
        if (isKilled) {
          return false;
        }
      }
      events.accept(message);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
