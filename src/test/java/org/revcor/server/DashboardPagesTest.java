package org.revcor.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.estimate.StoppingRule;
import org.revcor.file.Npy;

/** Tests all pages of the dashboard in a browser, with one server whose studies have ended. */
@Tag("full")
class DashboardPagesTest {
  private static final int MAX_CONTROLS = 45;
  private static final int MAX_NUMBERS = 90;

  @TempDir private static Path data;
  @AutoClose private static DashboardBrowser browser;
  @AutoClose private static RunningServer server;

  /** Two studies of logits with different seeds, one of 25 units, and two regressions. */
  private static String first;

  private static String second;
  private static String units;
  private static String regression;
  private static String otherRegression;

  /**
   * Ten classes by labels, of which some have too few responses; 20 units; 1,008 units; 1,000
   * classes with long names.
   */
  private static final Map<String, String> shortPages = new LinkedHashMap<>();

  private final List<String> errors = new ArrayList<>();

  /** Names of saved files. */
  private final List<String> saved = new ArrayList<>();

  private Page page;

  @BeforeAll
  static void start() {
    browser = DashboardBrowser.launch();
    server = RunningServer.start(data, "lanes.cpu-lanes", "2");
    first = logits(1);
    second = logits(2);
    units =
        server.create(
            """
            {"name": "units", "observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"},
             "readout": {"kind": "activation", "layer": "fc1.relu", "units": "0-24"},
             "covariance": {"channels": ["fc1.relu[0]", "fc1.relu[1]"]}, "block-size": 100,
             "stop": {"max-trials": 4000}}
            """);
    regression = regression(1);
    otherRegression = regression(2);
    shortPages.put(
        "classes",
        server.create(
            """
            {"name": "digits under white noise", "observer": {"model": "mnist-cnn"},
             "readout": {"kind": "label"}, "stop": {"max-trials": 20000, "reliability": 0.95}}
            """));
    shortPages.put("units", activations("fc1.relu", "0-19"));
    shortPages.put("many", activations("conv1.pool", "0-6"));
    List.of(first, second, units, regression, otherRegression).forEach(server::awaitEnd);
    shortPages.values().forEach(server::awaitEnd);
    shortPages.put("thousand", thousandClasses());
    server.awaitEnd(shortPages.get("thousand"));
  }

  /** Returns a study whose two blocks of labels were computed elsewhere. */
  private static String thousandClasses() {
    String names =
        IntStream.range(0, 1_000)
            .mapToObj(
                "\"American coot, marsh hen, mud hen, water hen, Fulica americana %d\""::formatted)
            .collect(Collectors.joining(","));
    String id =
        server.create(
            """
            {"name": "a thousand classes",
             "observer": {"external": {"input": [3, 32, 32], "output": "labels", "classes": [%s]}},
             "readout": {"kind": "label"}, "block-size": 1000,
             "stop": {"max-trials": 2000, "reliability": 0.5}}
            """
                .formatted(names));
    LeaseClient client = new LeaseClient(server, id, "test");
    for (int block = 0; block < 2; block++) {
      LongStream labels = LongStream.range(0, 1_000).map(i -> i % 7 == 0 ? i : i % 4);
      client.respond(client.lease(), LeaseEndpointsTest.integers(labels.toArray()));
    }
    return id;
  }

  private static String activations(String layer, String units) {
    return server.create(
        """
        {"name": "units of %s", "observer": {"model": "mnist-cnn"},
         "readout": {"kind": "activation", "layer": "%s", "units": "%s"%s},
         "stop": {"max-trials": 2000}}
        """
            .formatted(
                layer,
                layer,
                units,
                layer.equals("conv1.pool") ? ", \"at\": \"everywhere\", \"crop\": false" : ""));
  }

  private static String logits(int seed) {
    return server.create(
        """
        {"name": "logits %d", "seed": %d, "observer": {"model": "mnist-cnn"},
         "readout": {"kind": "logit"}, "block-size": 100, "stop": {"max-trials": 4000}}
        """
            .formatted(seed, seed));
  }

  private static String regression(int seed) {
    return server.create(
        """
        {"name": "regression %d", "seed": %d, "observer": {"model": "mnist-cnn"},
         "stimulus": {"kind": "gabor-pca", "basis": "gabor-mnist", "antithetic": true},
         "readout": {"kind": "logit", "centred": true}, "estimator": "regression",
         "block-size": 200, "stop": {"max-trials": 2000}}
        """
            .formatted(seed, seed));
  }

  @BeforeEach
  void open() {
    page = browser.open(errors);
  }

  @AfterEach
  void close() {
    page.close();
    assertThat(errors).as("errors in the page").isEmpty();
  }

  private void show(String hash) {
    page.navigate(server.uri("/" + hash).toString());
  }

  @Test
  void pagesFitPhonesAndScreensAndAreAccessible() throws IOException {
    show(compare(regression, otherRegression));
    page.getByTestId("correlation").locator("a").click();
    page.getByTestId("start").click();
    assertThat(page.getByTestId("headline")).containsText("classes");
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("studies", "#/");
    pages.put("study", study(first));
    pages.put("study-table", study(first) + "?view=significant&table=true");
    pages.put("study-units", study(units));
    pages.put("study-regression", study(regression));
    pages.put("study-unknown", study("unknown"));
    pages.put("study-notices", study(first) + "?order=up&limit=-1&channel=none");
    pages.put("comparison-notices", compare(first, second) + "&study=unknown&channel=none");
    pages.put("new-notices", "#/new?observer=unknown");
    pages.put("comparison", compare(first, second));
    pages.put("comparison-regression", compare(regression, otherRegression));
    pages.put("race", "#/race");
    pages.put("new", "#/new");
    pages.put("observers", "#/observers");
    pages.put("observer", "#/observers/mnist-cnn");
    pages.put("upload", "#/upload");
    pages.put("analyses", "#/analyses");
    pages.put("analysis", "#/analyses/" + analysis());
    pages.put("new-analysis", "#/analyses/new");
    pages.put("workers", "#/workers");
    pages.put("unknown", "#/nowhere");
    List<String> findings = new ArrayList<>();
    for (Map.Entry<String, String> each : pages.entrySet()) {
      show(each.getValue());
      page.reload();
      assertThat(page.locator("main h1")).hasCount(1);
      assertThat(page.getByText("Loading…")).hasCount(0);
      if (each.getKey().endsWith("-notices")) {
        assertThat(page.getByTestId("address").first()).isVisible();
      }
      findings.addAll(PageChecks.findings(page, each.getKey()));
    }
    assertThat(findings).isEmpty();
  }

  /** The page of a study has few controls and numbers, and all of its texts can be read. */
  @Test
  void theStudyPageIsShortAndReadable() {
    List<String> findings = new ArrayList<>();
    shortPages.forEach(
        (name, id) -> {
          show(study(id));
          assertThat(page.getByTestId("chart"))
              .hasAttribute("data-looks", Pattern.compile("[1-9]\\d*"));
          findings.addAll(PageChecks.unreadable(page, name));
          for (int width : List.of(1440, 1024, 390)) {
            page.setViewportSize(width, 900);
            PageChecks.Counts counts =
                PageChecks.counts(page, name.equals("classes") ? ".unseen" : ".tile");
            if (counts.controls() > MAX_CONTROLS || counts.numbers() > MAX_NUMBERS) {
              findings.add("the page of %s has %s at %d pixels".formatted(name, counts, width));
            }
          }
        });
    assertThat(findings).isEmpty();
  }

  private static String analysis() {
    return json(server.get("/api/v1/analyses")).at("/analyses/0/id").textValue();
  }

  private static String study(String id) {
    return "#/studies/" + id;
  }

  private static String compare(String one, String other) {
    return "#/compare?study=%s&study=%s".formatted(one, other);
  }

  @Test
  void figuresAndNumbersAreSaved() throws IOException {
    show(study(first) + "?channel=8&view=z");
    Locator detail = page.getByTestId("detail");
    assertThat(detail).containsText("z of 8");
    page.waitForFunction("() => document.querySelector('[data-testid=maps]').dataset.fetched > 0");

    Npy.Array file = Npy.read(Files.readAllBytes(save(detail, "npy")));
    HttpResponse<byte[]> served = server.bytes("/api/v1/studies/" + first + "/maps/8.npy?view=z");
    assertThat(file.values()).containsExactly(Npy.read(served.body()).values());
    assertThat(served.headers().firstValue("Content-Disposition"))
        .hasValue("inline; filename=\"logits-1-z-8.npy\"");
    assertThat(colours(ImageIO.read(save(detail, "PNG").toFile()))).isGreaterThan(50);

    Locator chart = page.getByTestId("chart");
    assertThat(Files.readString(save(chart, "CSV"))).startsWith("trials,channel,count");

    Locator maps = page.getByTestId("maps");
    assertThat(Npy.read(Files.readAllBytes(save(maps, "npy"))).shape())
        .containsExactly(10, 1, 28, 28);
    assertThat(colours(ImageIO.read(save(maps, "PNG").toFile()))).isGreaterThan(50);

    assertThat(saved)
        .containsExactly(
            "logits-1-z-8.npy",
            "logits-1-z-8.png",
            "logits-1-history.csv",
            "logits-1-maps-z.npy",
            "logits-1-maps-z.png");
    assertThat(page.getByText("Save all")).hasCount(1);
  }

  private Path save(Locator figure, String format) throws IOException {
    figure.getByTestId("save").locator("summary").first().click();
    assertThat(PageChecks.violations(page, "menu")).isEmpty();
    Download download =
        page.waitForDownload(
            () ->
                figure
                    .getByTestId("save")
                    .locator("li > *")
                    .filter(
                        new Locator.FilterOptions()
                            .setHasText(Pattern.compile("^%s$".formatted(format))))
                    .first()
                    .click());
    saved.add(download.suggestedFilename());
    return download.path();
  }

  private static long colours(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
        .distinct()
        .count();
  }

  @Test
  void aChartShowsValuesAtTheArrowKeysAndThePointer() {
    show(study(first));
    Locator plot = page.getByTestId("plot");
    assertThat(page.getByTestId("chart"))
        .hasAttribute("data-looks", Pattern.compile("[2-9]|\\d\\d"));
    List<JsonNode> rows =
        StreamSupport.stream(
                json(server.get("/api/v1/studies/" + first + "/history"))
                    .path("rows")
                    .spliterator(),
                false)
            .filter(row -> row.path("channel").asText().equals("0"))
            .toList();

    plot.press("ArrowRight");
    assertThat(page.getByTestId("tooltip")).hasText(text(rows.getLast()));
    plot.press("ArrowLeft");
    assertThat(page.getByTestId("tooltip")).hasText(text(rows.get(rows.size() - 2)));
    page.getByRole(AriaRole.HEADING).first().click();
    assertThat(page.getByTestId("tooltip")).hasText("");

    plot.scrollIntoViewIfNeeded();
    BoundingBox box = plot.boundingBox();
    page.mouse().move(box.x + .9 * box.width, box.y + box.height / 2);
    assertThat(page.getByTestId("tooltip"))
        .hasText(Pattern.compile("\\d: \\d\\.\\d{3} at [\\d,]+ trials"));
  }

  @Test
  void keysSelectAMapAndPlayItsSnapshots() {
    show(study(first));
    Locator tile = page.getByTestId("tile").first();
    tile.press("ArrowRight");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("detail")).containsText("Map of 1");

    Locator slider = page.getByTestId("playback");
    slider.focus();
    assertThat(slider).hasAttribute("data-snapshots", Pattern.compile("[1-9]\\d*"));
    slider.press("Home");
    assertThat(slider).hasAttribute("aria-valuetext", "100 trials");
    slider.press("End");
    assertThat(slider).hasAttribute("aria-valuetext", "4,000 trials");
    page.getByTestId("play").press("Enter");
    assertThat(page.getByTestId("play")).hasText("Stop");
    assertThat(page.getByTestId("play")).hasText("Play");
    assertThat(slider).hasAttribute("aria-valuetext", "4,000 trials");
  }

  /** Returns the reliability that a chart shows: its lower limit, if it has one. */
  private static double compared(JsonNode row) {
    return row.path(row.has("assured") ? "assured" : "reliability").doubleValue();
  }

  private static String text(JsonNode row) {
    double floor = Math.floor(compared(row) * 1000 + 1e-9) / 1000;
    return "0: %.3f at %,d trials".formatted(floor, row.path("trials").asLong());
  }

  @Test
  void mapsOfUnitsAreSortedBySignificanceAndFound() {
    JsonNode tests = json(server.get("/api/v1/studies/%s/significance".formatted(units)));
    List<String> expected =
        StreamSupport.stream(tests.path("channels").spliterator(), false)
            .sorted(Comparator.comparing(each -> -each.at("/smoothed/pixels").asInt()))
            .map(each -> each.path("name").textValue())
            .toList();
    show(study(units));
    page.getByTestId("order").selectOption("significance");

    Locator tiles = page.getByTestId("tile");
    assertThat(tiles.first()).hasAttribute("data-channel", expected.getFirst());
    assertThat(tiles.evaluateAll("tiles => tiles.map(tile => tile.dataset.channel)"))
        .isEqualTo(expected);
    page.reload();
    assertThat(tiles.first()).hasAttribute("data-channel", expected.getFirst());
    page.getByTestId("find-channels").fill("x");
    assertThat(page.getByTestId("none-found")).hasText("No channel has x in its name.");
    page.getByTestId("find-channels").fill("24");
    assertThat(tiles).hasCount(1);
    tiles.first().click();
    assertThat(page.getByTestId("chart").locator(".line"))
        .hasText(new String[] {"lowest", "median", "highest", "fc1.relu[24]"});
  }

  @Test
  void comparedStudiesShowMapsBesideEachOther() throws IOException {
    show(compare(first, second));
    Locator beside = page.getByTestId("beside");
    assertThat(page.getByTestId("channel")).hasValue(mostReliable());
    page.getByTestId("channel").selectOption("8");
    page.reload();
    assertThat(page.getByTestId("channel")).hasValue("8");
    assertThat(beside.locator("figcaption")).hasText(new String[] {"logits 1", "logits 2"});
  }

  /**
   * Returns the channel whose lower assured reliability in the two studies of logits is highest.
   */
  private static String mostReliable() {
    JsonNode one = server.study(first).path("channels");
    JsonNode other = server.study(second).path("channels");
    return IntStream.range(0, one.size())
        .boxed()
        .max(
            Comparator.comparingDouble(
                c ->
                    Math.min(
                        one.get(c).path("assured").asDouble(),
                        other.get(c).path("assured").asDouble())))
        .map(c -> one.get(c).path("name").textValue())
        .orElseThrow();
  }

  @Test
  void aStudyWithoutATargetIsComparedWithTheDefaultReliability() {
    show(study(first));
    String verdict = server.study(first).path("verdict").textValue();
    assertThat(verdict)
        .endsWith("fell short of reliability " + StoppingRule.DEFAULT.target() + ".");
    assertThat(page.getByTestId("verdict")).hasText(verdict);
    assertThat(page.getByTestId("eta")).hasCount(0);
    assertThat(page.getByTestId("maps")).not().containsText("reached");
    assertThat(page.getByTestId("detail")).not().containsText("reached");

    show("#/studies?order=reliability&search=logits");
    JsonNode listed = json(server.get("/api/v1/studies?order=reliability&search=logits"));
    assertThat(page.locator("td.found"))
        .hasText(
            StreamSupport.stream(listed.path("studies").spliterator(), false)
                .map(each -> each.path("verdict").textValue().split("\\. ", 2)[0])
                .toArray(String[]::new));
    show("#/studies?order=up");
    assertThat(page.getByText("order is up")).isVisible();
  }

  @Test
  void theDashboardTakesAtMost200KilobytesCompressed() {
    show("#/");
    assertThat(page.getByTestId("study-row").first()).isVisible();
    Object bytes =
        page.evaluate(
            """
            () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter(({ name }) => !name.includes('/api/'))
              .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
            """);
    assertThat(((Number) bytes).intValue()).isBetween(20_000, 200_000);
  }

  @Test
  void severalStudiesAreStoppedAndDeleted() {
    List<String> running =
        List.of(server.create(RunningServer.longStudy()), server.create(RunningServer.longStudy()));
    running.forEach(server::awaitTrials);
    show("#/studies?search=long");
    Locator rows = page.getByTestId("study-row");
    assertThat(rows).hasCount(2);
    page.getByTestId("select-all").check();
    page.getByTestId("stop-selected").click();
    for (int row = 0; row < 2; row++) {
      assertThat(rows.nth(row)).hasAttribute("data-state", "finished");
    }
    running.forEach(
        id -> assertThat(server.study(id).path("end").textValue()).isEqualTo("stopped"));

    page.getByTestId("delete-selected").click();
    page.getByTestId("confirm").click();
    assertThat(page.getByTestId("no-match")).isVisible();
    running.forEach(
        id -> assertThat(server.get("/api/v1/studies/" + id).statusCode()).isEqualTo(404));
  }

  @Test
  void keysOpenPagesAndTheListOfShortcuts() throws IOException {
    show("#/");
    assertThat(page.getByTestId("search")).isVisible();
    page.keyboard().press("?");
    Locator list = page.getByTestId("shortcuts");
    assertThat(list).containsText("Search studies");
    assertThat(PageChecks.violations(page, "shortcuts")).isEmpty();
    page.keyboard().press("Escape");
    assertThat(list).hasCount(0);
    page.keyboard().press("/");
    assertThat(page.getByTestId("search")).isFocused();
    page.keyboard().type("w");
    assertThat(page.getByTestId("search")).hasValue("w");

    show(study(first));
    assertThat(page.getByTestId("maps")).hasAttribute("data-view", "map");
    page.keyboard().press("2");
    assertThat(page.getByTestId("maps")).hasAttribute("data-view", "z");
    page.keyboard().press("w");
    page.waitForURL(Pattern.compile("#/workers$"));

    page.keyboard().press("?");
    list.getByRole(AriaRole.CHECKBOX).uncheck();
    page.keyboard().press("Escape");
    page.keyboard().press("s");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Shortcuts")).click();
    assertThat(list).isVisible();
    assertThat(page).hasURL(Pattern.compile("#/workers$"));
  }
}
