package org.revcor.study.registry;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/** What studies of a test use: a folder and a real lane. */
final class StudyParts implements AutoCloseable {
  private static final int THREADS = 2;

  private final Path folder;
  final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  """
                  pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size = %1$d
                  revcor.file-dispatcher.thread-pool-executor.fixed-pool-size = %1$d
                  """
                      .formatted(THREADS))
              .withFallback(ConfigFactory.load()));
  final StudyServices services;

  /**
   * @param folder parent of the run directories
   */
  StudyParts(Path folder) {
    this.folder = folder;
    Path none = folder.resolve("none");
    services =
        new StudyServices(
            new StudiesSettings(
                folder,
                folder.resolve("idempotency-keys.json"),
                2,
                1 << 26,
                Duration.ofDays(1),
                Duration.ofDays(1),
                Duration.ofDays(1)),
            new Materials(Observers.withAnyFile(new Catalogue(none)), none, new Bases(none)),
            new LocalLanes(
                kit.spawn(
                    LanePool.create(
                        Platform.ofThisMachine(),
                        new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26),
                        new SimpleMeterRegistry())),
                Platform.ofThisMachine(),
                1,
                kit.system(),
                new SimpleMeterRegistry()),
            new SimpleMeterRegistry());
  }

  StudyView copy(Path run, String id) throws IOException {
    Path study = Files.createDirectory(folder.resolve(id));
    for (Path file : new RunDirectory(run).files()) {
      Files.copy(file, study.resolve(file.getFileName()));
    }
    return record(id);
  }

  StudyView record(String id) {
    return services.files().directory(id).record().orElseThrow();
  }

  /** Occupies all threads that access files, until the latch is counted down. */
  CountDownLatch holdFileWork() throws InterruptedException {
    return hold(DispatcherSelector.fromConfig(StudyRegistry.FILE_DISPATCHER));
  }

  /** Occupies all threads of running studies, until the latch is counted down. */
  CountDownLatch holdRuns() throws InterruptedException {
    return hold(DispatcherSelector.blocking());
  }

  private CountDownLatch hold(DispatcherSelector dispatcher) throws InterruptedException {
    Executor blocking = kit.system().dispatchers().lookup(dispatcher);
    CountDownLatch started = new CountDownLatch(THREADS);
    CountDownLatch released = new CountDownLatch(1);
    for (int i = 0; i < THREADS; i++) {
      blocking.execute(
          () -> {
            started.countDown();
            try {
              released.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    started.await();
    return released;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
