package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ChildThreadTest {
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
}
