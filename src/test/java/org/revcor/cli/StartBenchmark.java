package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.revcor.schema.Json;
import org.revcor.server.DashboardBrowser;

/**
 * Measures a server with many finished studies, 200 unless another number is given: how long it
 * takes to start, and how fast the dashboard lists, searches and sorts them.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark -Dbenchmark.main=org.revcor.cli.StartBenchmark
 * -Dbenchmark=10000}
 */
public final class StartBenchmark {
  private static final int ROUNDS = 15;
  private static final int REQUESTS = 300;
  private static final int PAGES = 20;
  private static final int PAGE_SIZE = 50;

  /** Options of the server's Java: unlike in tests, code is compiled as in a long process. */
  private static final Map<String, String> SETTINGS =
      Map.of(CommandProcess.JAVA_OPTIONS, "-XX:+UseSerialGC");

  /** Changes a field of the list and returns the time until a row comes first, in ms. */
  private static final String CHANGE =
      """
      ([field, event, value, first]) => new Promise((resolve) => {
        const element = document.querySelector(`[data-testid=${field}]`);
        const start = performance.now();
        const check = () =>
          document.querySelector('[data-testid=study-row] th')?.textContent === first
            ? resolve(performance.now() - start)
            : requestAnimationFrame(check);
        element.value = value;
        element.dispatchEvent(new Event(event, { bubbles: true }));
        check();
      })
      """;

  private StartBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int studies =
        Arrays.stream(arguments)
            .filter(each -> each.matches("\\d+"))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(200);
    Path folder = Files.createTempDirectory("revcor-start");
    Path data = Files.createDirectory(folder.resolve("data"));
    String id;
    try (ServerProcess server = ServerProcess.start(data, folder, SETTINGS)) {
      id = server.create(study());
      server.awaitEnds(List.of(id));
      server.terminate();
    }
    measure("1 study", data, folder, id);
    for (int i = 1; i < studies; i++) {
      copy(data.resolve("studies").resolve(id), i);
    }
    for (int round = 0; round < 3; round++) {
      measure(studies + " studies", data, folder, id);
    }
    try (ServerProcess server = ServerProcess.start(data, folder, SETTINGS)) {
      measureList(server, studies);
      server.terminate();
    }
  }

  /** Prints the CPU time as well, because it depends less on the load of the machine. */
  private static void measure(String what, Path data, Path folder, String id) throws Exception {
    long begun = System.nanoTime();
    try (ServerProcess server = ServerProcess.start(data, folder, SETTINGS)) {
      server.address();
      double listening = (System.nanoTime() - begun) / 1e9;
      server.await(id, study -> study.path("state").asText().equals("finished"));
      System.out.printf(
          "%s: listens after %.1f s, returns a study after %.1f s; CPU time %.1f s%n",
          what,
          listening,
          (System.nanoTime() - begun) / 1e9,
          server.process().cpu().toMillis() / 1e3);
      server.terminate();
    }
  }

  private static void measureList(ServerProcess server, int studies) throws Exception {
    String newest = name(studies - 1);
    List<Double> rows = new ArrayList<>();
    List<Double> searches = new ArrayList<>();
    List<Double> orders = new ArrayList<>();
    try (DashboardBrowser browser = DashboardBrowser.launch()) {
      for (int round = 0; round < ROUNDS; round++) {
        try (Page page = browser.open(new ArrayList<>())) {
          long begun = System.nanoTime();
          page.navigate(server.address() + "#/studies?search=copy");
          page.getByTestId("study-row").first().waitFor();
          rows.add((System.nanoTime() - begun) / 1e6);
          String wanted = name(1 + round * (studies - 2) / ROUNDS);
          searches.add(change(page, "search", "input", wanted, wanted));
          change(page, "search", "input", "copy", newest);
          orders.add(change(page, "order", "change", "name", name(1)));
        }
      }
      print("first rows of a new page", rows);
      print("rows after a search word", searches);
      print("rows after another order", orders);
      try (Page page = browser.open(new ArrayList<>())) {
        page.navigate(server.address().toString());
        page.getByTestId("study-row").first().waitFor();
        System.out.printf(
            "memory of the page, %d rows: %.1f MB%n", PAGE_SIZE, DashboardBrowser.heap(page));
        for (int shown = 1; shown < PAGES && page.getByTestId("more").count() == 1; shown++) {
          page.getByTestId("more").click();
          page.getByTestId("study-row").nth(shown * PAGE_SIZE).waitFor();
        }
        System.out.printf(
            "memory of the page, %d rows: %.1f MB%n",
            page.getByTestId("study-row").count(), DashboardBrowser.heap(page));
      }
    }
    for (String query : List.of("", "&search=copy", "&search=nothing", "&order=name")) {
      for (int warmUp = 0; warmUp < REQUESTS; warmUp++) {
        server.get("api/v1/studies?limit=50" + query);
      }
      double before = server.process().cpu().toNanos() / 1e6;
      for (int request = 0; request < REQUESTS; request++) {
        server.get("api/v1/studies?limit=50" + query);
      }
      System.out.printf(
          "GET /api/v1/studies?limit=50%s: CPU time %.1f ms%n",
          query, (server.process().cpu().toNanos() / 1e6 - before) / REQUESTS);
    }
  }

  private static double change(Page page, String field, String event, String value, String first) {
    return ((Number) page.evaluate(CHANGE, List.of(field, event, value, first))).doubleValue();
  }

  private static void print(String what, List<Double> millis) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        "%s: %.0f ms, quartiles %.0f to %.0f%n",
        what, sorted[sorted.length / 2], sorted[sorted.length / 4], sorted[3 * sorted.length / 4]);
  }

  private static JsonNode study() throws IOException {
    return Json.MAPPER.readTree(
        """
        {"study": {"name": "some", "observer": {"model": "mnist-cnn"}, "readout": {"kind": "label"},
         "stop": {"max-trials": 20000}}}
        """);
  }

  private static String name(int number) {
    return "copy%05d".formatted(number);
  }

  /** Adds a study of another id and name, whose other files are links. */
  private static void copy(Path study, int number) throws IOException {
    String id =
        "20260101-%02d%02d%02d-000-abc".formatted(number / 3600, number / 60 % 60, number % 60);
    Path other = Files.createDirectory(study.resolveSibling(id));
    try (Stream<Path> files = Files.list(study)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("record.json")) {
          Files.createLink(other.resolve(file.getFileName()), file);
        }
      }
    }
    ObjectNode record = (ObjectNode) Json.MAPPER.readTree(study.resolve("record.json").toFile());
    Json.MAPPER.writeValue(
        other.resolve("record.json").toFile(), record.put("id", id).put("name", name(number)));
  }
}
