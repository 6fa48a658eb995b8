package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.FreePort;
import org.revcor.worker.cluster.ClusterSettings;
import org.revcor.worker.cluster.WorkerNode;
import org.slf4j.LoggerFactory;

/** Only workers with certificates of the server's authority join it. */
@Tag("full")
final class ClusterCertificatesTest {
  private static final String HOST = "127.0.0.1";

  @TempDir private Path folder;

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(WorkerNode.class);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          log.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void readTheLog() {
    appender.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  @Test
  void workerOfTheAuthorityComputesAStudyAndOthersDoNotJoin() throws Exception {
    Path own = TestCertificates.create(folder.resolve("own")).folder();
    Path other = TestCertificates.create(folder.resolve("other")).folder();
    int port = FreePort.find();
    String refused =
        "no server responds at 127.0.0.1:%d; trying again (the server needs revcor.cluster.port, this name of it as revcor.cluster.host, and certificates of the same authority)"
            .formatted(port);
    try (RunningServer server =
        RunningServer.start(
            folder.resolve("server"),
            "workers.local",
            "0",
            "cluster.port",
            String.valueOf(port),
            "cluster.certificates",
            own.toString())) {
      String id = server.create(RunningServer.shortStudy());
      try (RunningWorker without = worker("without", port, Optional.empty());
          RunningWorker foreign = worker("foreign", port, Optional.of(other))) {
        for (RunningWorker wrong : List.of(without, foreign)) {
          assertThat(log.poll(2, TimeUnit.MINUTES)).isEqualTo(refused);
          assertThat(wrong.isRunning()).as("it tries again").isTrue();
        }
      }
      assertThat(server.study(id).path("state").asText()).isEqualTo("queued");

      log.clear();
      try (RunningWorker worker = worker("right", port, Optional.of(own))) {
        assertThat(server.awaitEnd(id).path("trials").asLong()).isEqualTo(1_000);
        RunningServer.await(() -> log.contains("found the server at 127.0.0.1:" + port));
        assertThat(worker.stop()).isEmpty();
      }
    }
  }

  private RunningWorker worker(String name, int port, Optional<Path> certificates) {
    Settings settings = RunningServer.settings(folder.resolve(name));
    return RunningWorker.start(
        new WorkerNode.Options(
            name,
            HOST,
            port,
            new ClusterSettings(HOST, 0, certificates),
            settings.process(false),
            settings.confinement()));
  }
}
