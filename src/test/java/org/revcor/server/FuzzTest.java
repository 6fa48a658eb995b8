package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Digest;
import org.revcor.study.results.RunDirectory;
import org.slf4j.LoggerFactory;

/**
 * Sends random requests to a server that runs a study: it responds to each in time and without a
 * failure, writes into its data folder only, and the maps of the study are those of it alone.
 */
@Tag("full")
final class FuzzTest {
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 500);

  /** Files of a study with times. */
  private static final Set<String> TIMED =
      Set.of("record.json", "summary.json", "looks.csv", "digests.json");

  private static final int CLIENTS = 4;
  private static final int MAX_STUDIES = 4;
  private static final int MAX_LINE = 2_048;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern CREATED = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final String STUDY = RunningServer.study("beside", "{\"max-trials\": 1000}");
  private static final String STUDIES = "/api/v1/studies";

  @TempDir private Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> studies = new CopyOnWriteArrayList<>();
  private final List<String> analyses = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> statuses = new ConcurrentSkipListMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  @Test
  void randomRequestsDoNoHarm() throws Exception {
    Path outside = Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(outside.resolve("fuzzed"), "as before");
    Path data = outside.resolve("data");
    Map<String, String> before = filesOutside(data);
    try (RunningServer server = RunningServer.start(data)) {
      studies.add(server.create(RunningServer.shortStudy()));
      server.awaitEnd(studies.getFirst());
      analyses.add(ContractTest.finishedAnalysis(server, studies.getFirst()));
      JsonNode contract = new YAMLMapper().readTree(server.get("/openapi.yaml").body());
      FuzzedRequests requests = new FuzzedRequests(contract, server.port());
      Map<String, String> alone = run(server, server.create(STUDY));
      Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      log.start();
      root.addAppender(log);
      List<Map<String, String>> beside = send(server, requests);
      root.detachAppender(log);
      assertThat(beside).isNotEmpty().containsOnly(alone);
    }
    checkLog();
    System.out.printf("seed %d, %d requests: %s%n", SEED, REQUESTS, statuses);
    assertThat(faults).isEmpty();
    assertThat(filesOutside(data)).isEqualTo(before);
  }

  /** Sends all requests, and returns the results of the studies that run meanwhile. */
  private List<Map<String, String>> send(RunningServer server, FuzzedRequests requests)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Map<String, String>> results = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        ends.add(
            clients.submit(
                () -> {
                  for (int i = next.getAndIncrement(); i < REQUESTS; i = next.getAndIncrement()) {
                    send(
                        server,
                        requests.next(
                            new Random(SEED << 32 | i),
                            List.copyOf(studies),
                            List.copyOf(analyses)),
                        i);
                  }
                }));
      }
      while (next.get() < REQUESTS) {
        List<String> created = new ArrayList<>();
        RunningServer.await( // until few enough of the requested studies run
            () -> {
              HttpResponse<String> response = server.post(STUDIES, STUDY);
              if (response.statusCode() == 201) {
                created.add(json(response).path("id").textValue());
              }
              return !created.isEmpty() || next.get() >= REQUESTS;
            });
        for (String id : created) {
          results.add(run(server, id));
        }
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    return results;
  }

  /** Waits for the end of a study, and returns the digests of its files without times. */
  private static Map<String, String> run(RunningServer server, String id) throws IOException {
    server.awaitEnd(id);
    Map<String, String> digests = new TreeMap<>();
    for (Path file : new RunDirectory(server.folder().resolve("studies").resolve(id)).files()) {
      String name = file.getFileName().toString();
      if (!TIMED.contains(name) && !name.startsWith("checkpoint-")) {
        digests.put(name, Digest.of(file));
      }
    }
    assertThat(digests).containsKeys("maps.npy", "errors.npy", "history.csv", "study.json");
    return digests;
  }

  /** Sends a request; once more if the server is busy, or a pause of the machine made it late. */
  private void send(RunningServer server, FuzzedRequests.Fuzzed request, int number) {
    if (fault(server, request).isPresent()) {
      fault(server, request)
          .ifPresent(fault -> faults.add("request %d, %s".formatted(number, fault)));
    }
    while (studies.size() > MAX_STUDIES) {
      server.send("POST", STUDIES + "/" + studies.remove(1) + "/stop");
    }
  }

  /** Sends a request, and returns what is wrong with its response. */
  private Optional<String> fault(RunningServer server, FuzzedRequests.Fuzzed request) {
    long start = System.nanoTime();
    String response = server.raw(request.text());
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    Matcher status = STATUS.matcher(response);
    int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
    statuses.merge(request.operation() + " " + code, 1, Integer::sum);
    if (code == 201) {
      List<String> known = request.operation().contains("Analysis") ? analyses : studies;
      CREATED.matcher(response).results().forEach(id -> known.add(id.group(1)));
    }
    if (request.operation().equals("deleteStudy") && code == 204) {
      String other = server.create(STUDY);
      server.awaitEnd(other);
      studies.set(0, other);
    }
    boolean isFine = request.permits(code, response) && time.compareTo(request.limit()) <= 0;
    return isFine
        ? Optional.empty()
        : Optional.of(
            "%s: %d after %d ms%n%s%n-> %s"
                .formatted(
                    request.operation(),
                    code,
                    time.toMillis(),
                    request.text(),
                    shortened(response)));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + "...";
  }

  /** Adds faults of the server's log. */
  private void checkLog() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : log.list) {
      lines.add(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        faults.add("logged: " + event + " " + event.getThrowableProxy().getMessage());
      }
    }
    for (String line : lines) {
      if (line.length() > MAX_LINE || line.chars().anyMatch(Character::isISOControl)) {
        faults.add("line of the log: " + shortened(line));
      }
    }
  }

  private Map<String, String> filesOutside(Path data) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(each -> !each.startsWith(data)).toList()) {
        files.put(
            file.toString(),
            Files.isRegularFile(file) ? Digest.of(Files.readAllBytes(file)) : "folder");
      }
    }
    for (String root : List.of("user.dir", "user.home", "java.io.tmpdir")) {
      Path at = Path.of(System.getProperty(root)).toAbsolutePath();
      for (; at != null; at = at.getParent()) {
        if (Files.exists(at.resolve("fuzzed"))) {
          files.put(at.resolve("fuzzed").toString(), "exists");
        }
      }
    }
    return files;
  }
}
