package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Hardware;
import org.revcor.observer.KernelChoice;
import org.slf4j.LoggerFactory;

final class ChildThreadTest {
  @TempDir private Path folder;
  private final BlockingQueue<ChildThread.Event> events = new LinkedBlockingQueue<>();
  private ChildThread thread;

  @BeforeEach
  void create() {
    String data = folder.toString();
    thread =
        new ChildThread(
            new ProcessSettings(
                data, data, data, false, 1, 1, 1, 1, KernelChoice.LIBTORCH, 1L << 30),
            Confinement.NONE,
            events::add);
  }

  @Test
  void aMessageWaitsUntilTheEarlierOneIsHandled() throws Exception {
    Thread receiver = receive(Collections.nCopies(200, new byte[0]));

    awaitTurn(receiver);
    assertThat(events).hasSize(1);
    for (int ticket = 0; ticket < 200; ticket++) {
      ChildThread.Event.Received next = next();
      assertThat(next.frame().message()).isEqualTo(new Message.Done(ticket));
      next.handled();
    }
    receiver.join();
  }

  @Test
  void messagesOfAKilledProcessDoNotWait() throws Exception {
    Thread receiver = receive(Collections.nCopies(2, new byte[0]));

    thread.kill();
    receiver.join();
    assertThat(events).hasSize(1);
  }

  @Test
  void theEndOfAProcessIsNoErrorDuringAShutdown() {
    ActorTestKit kit = ActorTestKit.create();
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    Logger logger = (Logger) LoggerFactory.getLogger(ChildThread.class);
    logger.addAppender(appender);
    ChildThread.Event.Ended ended = new ChildThread.Event.Ended("with exit code 143");
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(kit.system());
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "end",
        () -> {
          ended.log(kit.system());
          return CompletableFuture.completedStage(Done.getInstance());
        });

    ended.log(kit.system());
    shutdown.runAll(CoordinatedShutdown.jvmExitReason()).toCompletableFuture().join();

    logger.detachAppender(appender);
    assertThat(appender.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.INFO);
    assertThat(appender.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsOnly("the inference process has ended with exit code 143");
  }

  /** Receives results from a process that sends them without a task, and then ends. */
  private Thread receive(List<byte[]> results) throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    SocketChannel accepted;
    SocketChannel process;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      process = SocketChannel.open(address);
      accepted = server.accept();
    }
    Thread.ofPlatform().daemon().start(() -> Uncheck.run(() -> send(process, results)));
    Thread receiver = Thread.ofPlatform().daemon().start(() -> receive(accepted));
    assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChildThread.Event.Ready.class);
    return receiver;
  }

  private void receive(SocketChannel accepted) {
    try (Connection connection = new Connection(accepted)) {
      thread.receive(connection);
    } catch (IOException ended) {
      assertThat(ended).isInstanceOf(EOFException.class);
    }
  }

  private static void send(SocketChannel process, List<byte[]> results) throws IOException {
    try (Connection connection = new Connection(process)) {
      assertThat(connection.receive().message()).isInstanceOf(Message.Configure.class);
      connection.send(new Message.Ready(Hardware.ofThisMachine(KernelChoice.LIBTORCH), 1));
      for (int ticket = 0; ticket < results.size(); ticket++) {
        connection.send(new Message.Done(ticket), results.get(ticket));
      }
    }
  }

  private ChildThread.Event.Received next() throws InterruptedException {
    return (ChildThread.Event.Received)
        Objects.requireNonNull(events.poll(10, TimeUnit.SECONDS), "a message");
  }

  /** Waits until the receiver waits for its turn, not for the socket. */
  private static void awaitTurn(Thread receiver) {
    while (receiver.getState() != Thread.State.TIMED_WAITING) {
      assertThat(receiver.isAlive()).as("it waits for its turn before it ends").isTrue();
      Thread.onSpinWait();
    }
  }
}
