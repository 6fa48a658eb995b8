package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.ObserverFailedException;
import org.revcor.benchmark.Pipeline;
import org.revcor.inference.LaneSettings;
import org.revcor.server.RevcorServer;
import org.revcor.server.Settings;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.stimulus.Bases;
import org.revcor.study.specification.StudySpecification;

/**
 * Runs a benchmarked study in a server within this process, on a free port, with one client of its
 * live feed. Not thread-safe.
 */
final class ServedPipeline implements Pipeline {
  private static final long POLL_NANOS = 20_000_000;
  private static final long FAILURE_CHECK_NANOS = 1_000_000_000;
  private static final String PAUSED = "paused";

  private final RevcorServer server;
  private final StudyServer studies;
  private final StudySpecification study;
  private final int channels;
  private @Nullable String id;
  private @Nullable LiveReader reader;
  private long frames;
  private long lastTrials;
  private long lastChecked = System.nanoTime();

  /**
   * Starts the server.
   *
   * @param study a study without a stopping rule
   * @param channels number of its channels
   * @param folder data folder of the server; created
   */
  ServedPipeline(
      StudySpecification study,
      int channels,
      Settings settings,
      LaneSettings lanes,
      Duration checkpointInterval,
      Path folder) {
    this.study = study;
    this.channels = channels;
    Path bases = Bases.ofDataFolder(settings.folders().data()).folder();
    Uncheck.run(() -> Files.createDirectories(folder));
    if (Files.isDirectory(bases)) {
      Uncheck.run(() -> Files.createSymbolicLink(Bases.ofDataFolder(folder).folder(), bases));
    }
    this.server =
        RevcorServer.start(aside(settings, folder, lanes, checkpointInterval), /* anyFile= */ true)
            .toCompletableFuture()
            .join();
    this.studies = new StudyServer(server.uri(), Optional.empty(), Optional.empty());
  }

  /** Returns settings that wait long enough for an inference process on a busy machine. */
  private static Settings aside(
      Settings settings, Path folder, LaneSettings lanes, Duration checkpointInterval) {
    HttpSettings http = settings.http();
    return new Settings(
        "127.0.0.1",
        0,
        new Settings.Folders(folder, settings.folders().datasets(), settings.folders().observers()),
        lanes,
        new Settings.Runs(checkpointInterval, 1, settings.runs().lease()),
        settings.workers(),
        settings.live(),
        new HttpSettings(
            http.names(),
            Optional.empty(),
            false,
            http.maxConnections(),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            http.maxNetworkBytes()));
  }

  @Override
  public void resume() {
    if (id == null) {
      id = server.submit(study).toCompletableFuture().join().id();
    } else {
      studies.act(id, "resume", "");
    }
    reader = new LiveReader(feed(id), channels);
  }

  private URI feed(String of) {
    URI http = server.uri();
    return URI.create("ws://%s/api/v1/studies/%s/live".formatted(http.getAuthority(), of));
  }

  /**
   * Returns the trials so far. It requests the state only if the trials do not advance, since a
   * request takes time from lanes.
   */
  @Override
  public long trials() {
    long now = server.trials();
    if (now != lastTrials) {
      lastTrials = now;
      lastChecked = System.nanoTime();
    } else if (id != null && System.nanoTime() - lastChecked > FAILURE_CHECK_NANOS) {
      lastChecked = System.nanoTime();
      state(id);
    }
    return now;
  }

  /** Returns 3 s: two seconds after it resumes, a study reads test images for its first review. */
  @Override
  public Duration settling() {
    return Duration.ofSeconds(3);
  }

  /** Pauses the study and waits until the lanes have finished their blocks. */
  @Override
  public void pause() {
    if (id != null) {
      studies.act(id, "pause", "");
      while (!state(id).equals(PAUSED) || !areLanesIdle()) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    closeReader();
  }

  boolean areLanesIdle() {
    JsonNode now = studies.json("GET", "/readyz", "").path("lanes");
    return now.path("busy").asInt() + now.path("queued").asInt() == 0;
  }

  long frames() {
    return frames;
  }

  private String state(String of) {
    JsonNode now = studies.json("GET", "/api/v1/studies/" + of, "");
    String state = now.path("state").asText();
    if (state.equals("failed")) {
      throw new ObserverFailedException("the study failed: " + now.path("problem").asText());
    }
    return state;
  }

  private void closeReader() {
    if (reader != null) {
      frames += reader.frames();
      reader.close();
      reader = null;
    }
  }

  @Override
  public void close() {
    closeReader();
    studies.close();
    server.stop().toCompletableFuture().join();
  }
}
