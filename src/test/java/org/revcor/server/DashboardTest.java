package org.revcor.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.FreePort;
import org.revcor.file.Npy;
import org.revcor.study.specification.StudyFile;

/** Tests the dashboard in a browser, with a server and the included network. */
@Tag("full")
class DashboardTest {
  private static final Path IMAGES =
      Path.of(System.getProperty("revcor.images", "target/dashboard"));

  @AutoClose private static DashboardBrowser browser;

  @TempDir private static Path data;
  @AutoClose private static RunningServer shared;
  private RunningServer server;
  private Page page;
  private final List<String> errors = new ArrayList<>();

  @BeforeAll
  static void launch() {
    browser = DashboardBrowser.launch();
    shared = RunningServer.start(data, "lanes.cpu-lanes", "2");
  }

  @BeforeEach
  void open() {
    server = shared;
    page = browser.open(errors);
  }

  /** Leaves no study to the next test. */
  @AfterEach
  void close() {
    page.close();
    for (String id :
        json(shared.get("/api/v1/studies?limit=500")).path("studies").findValuesAsText("id")) {
      shared.stopStudy(id);
      expect(204, shared.send("DELETE", "/api/v1/studies/" + id));
    }
    assertThat(errors).as("errors in the page").isEmpty();
  }

  /** Also makes docs/race.png, as docs/notes/contributing.md describes. */
  @Test
  void theRaceIsTheFirstPageWhileNoOtherStudyExists() throws IOException {
    page.setViewportSize(1280, 900);
    for (String race : List.of("structured-noise", "white-noise", "gradients")) {
      Path file = Path.of("conf/studies/race-%s.conf".formatted(race));
      server.create(StudyFile.toJson(StudyFile.read(file)).toString());
    }
    page.navigate(server.uri("/").toString());
    assertThat(page.getByTestId("racer")).hasCount(3);
    List<byte[]> frames = new ArrayList<>();
    frames.add(page.locator(".sides").screenshot());
    Locator structured = racer("structured noise");
    assertThat(structured).hasAttribute("data-reliable", Pattern.compile("[5-9]|10"));
    frames.add(page.locator(".sides").screenshot());
    assertThat(verdict("structured noise")).hasText("Ten classes have a reliable map.");
    assertThat(verdict("gradients")).hasText("Ten classes have a reliable map.");
    assertThat(verdict("white noise"))
        .hasText(
            Pattern.compile(
                "4 of 10 classes have a reliable map; 6 hardly ever occurred under this noise\\."
                    + " Structured noise would show all 10 classes in about 3,000 trials"
                    + " \\(\\d+ s\\)\\."));
    frames.add(page.locator(".sides").screenshot());
    Files.createDirectories(IMAGES);
    Files.write(IMAGES.resolve("race.png"), besideEachOtherAtHalfSize(frames));
    assertThat(PageChecks.findings(page, "race")).isEmpty();

    String before = structured.getAttribute("data-study");
    structured.getByTestId("again").focus();
    page.keyboard().press("Enter");
    assertThat(structured).not().hasAttribute("data-study", before);
    assertThat(verdict("structured noise")).hasText("Ten classes have a reliable map.");

    page.navigate(server.uri("/#/studies?search=white").toString());
    page.getByTestId("study-row").getByRole(AriaRole.LINK).click();
    page.getByTestId("follow-up").click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("Race: white noise, structured noise");
    assertThat(page.getByTestId("verdict")).hasText("Ten classes have a reliable map.");
    page.navigate(server.uri("/#/").toString());
    assertThat(page.getByTestId("study-row")).hasCount(5);
  }

  private Locator racer(String title) {
    return page.getByTestId("racer")
        .and(page.getByLabel(title, new Page.GetByLabelOptions().setExact(true)));
  }

  private Locator verdict(String title) {
    return racer(title).getByTestId("verdict");
  }

  private static byte[] besideEachOtherAtHalfSize(List<byte[]> frames) throws IOException {
    List<BufferedImage> images = new ArrayList<>();
    for (byte[] frame : frames) {
      images.add(ImageIO.read(new ByteArrayInputStream(frame)));
    }
    int width = images.getFirst().getWidth() / 2;
    int height = images.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow() / 2;
    BufferedImage all =
        new BufferedImage(width * images.size(), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    for (int i = 0; i < images.size(); i++) {
      BufferedImage frame = images.get(i);
      graphics.drawImage(frame, i * width, 0, width, frame.getHeight() / 2, null);
    }
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(all, "png", png);
    return png.toByteArray();
  }

  @Test
  void aStudyIsPausedResumedStoppedExtendedSharedCopiedAndDeleted() {
    String id = server.create(RunningServer.study("life", "{\"max-trials\": 1000000000}"));
    page.navigate(server.uri("/#/studies/" + id).toString());
    server.awaitTrials(id);
    page.getByTestId("pause").click();
    assertThat(page.getByTestId("state")).containsText("paused");
    assertThat(page.getByTestId("checkpoint")).containsText(Pattern.compile("at trial [1-9]"));
    assertThat(page.getByTestId("announcer")).containsText("paused");

    page.getByTestId("resume").click();
    assertThat(page.getByTestId("state")).containsText("running");
    int frames = frames();
    page.waitForFunction("n => Number(document.documentElement.dataset.frames) > n", frames);
    chooseMore("stop");
    assertThat(page.getByTestId("state")).containsText("finished");

    String some = server.create(RunningServer.study("some", "{\"max-trials\": 2000}"));
    server.awaitEnd(some);
    page.navigate(server.uri("/#/studies/" + some).toString());
    page.getByTestId("extend").click();
    labelled("Maximum trials").fill("6000");
    page.getByTestId("confirm").click();
    assertThat(page.getByTestId("trials")).hasAttribute("data-trials", "6000");
    assertThat(page.getByTestId("state")).containsText("finished");

    page.getByTestId("share").locator("summary").click();
    for (String file : List.of("report", "image")) {
      Download shared = page.waitForDownload(() -> page.getByTestId(file).click());
      assertThat(shared.suggestedFilename())
          .isEqualTo(file.equals("report") ? "some.html" : "some-maps.png");
      assertThat(shared.path()).isNotEmptyFile();
    }
    assertThat(page.getByTestId("python")).containsText("open(\"" + some + "\")");
    Download archive = page.waitForDownload(() -> page.getByTestId("export").click());
    assertThat(archive.suggestedFilename()).isEqualTo(some + ".zip");
    assertThat(archive.path()).isNotEmptyFile();

    JsonNode original = server.study(some).at("/specification/study");
    page.getByTestId("copy").click();
    assertThat(labelled("Name")).hasValue("some");
    page.getByTestId("start").click();
    page.waitForURL(Pattern.compile("#/studies/(?!" + some + ").+"));
    String copy = page.url().replaceFirst(".*/", "");
    assertThat(server.study(copy).at("/specification/study")).isEqualTo(original);
    page.goBack();
    labelled("Name").fill("again");
    labelled("Seed").fill("9223372036854775807");
    page.reload();
    assertThat(labelled("Name")).hasValue("again");
    assertThat(labelled("Seed")).hasValue("9223372036854775807");
    page.getByTestId("start").click();
    page.waitForURL(Pattern.compile("#/studies/(?!" + some + "|" + copy + ").+"));
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("again");
    assertThat(page.getByTestId("study-file")).containsText("seed = 9223372036854775807");
    assertThat(page.getByTestId("state")).containsText("finished");
    chooseMore("delete");
    page.getByTestId("confirm").click();
    page.waitForURL(Pattern.compile("#/$"));
    assertThat(page.getByTestId("study-row")).hasCount(3);
  }

  @Test
  void aNewStudyIsStartedByKeyboardAndLabelled() throws IOException {
    page.navigate(server.uri("/#/new").toString());
    assertThat(page.getByTestId("suggestion")).containsText("All maps reach reliability 0.95");
    assertThat(page.getByTestId("chosen")).containsText("pca-noise, data mnist, components 30");
    List<String> findings = new ArrayList<>(PageChecks.findings(page, "new study"));
    page.locator("#observer").focus();
    Locator start = page.getByTestId("start");
    for (int key = 0; key < 5 && !isFocused(start); key++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Enter");
    page.waitForURL(Pattern.compile("#/studies/.+"));
    assertThat(page.getByTestId("state")).containsText("finished");
    String id = page.url().replaceFirst(".*/", "");
    assertThat(server.study(id).path("stopping"))
        .hasToString("{\"reached\":10,\"judged\":10,\"channels\":10}");

    page.getByTestId("label").click();
    labelled("Name").fill("ten maps");
    labelled("Notes").fill("As suggested.");
    labelled("Tags").fill("pilot, mnist");
    page.getByTestId("confirm").click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("ten maps");
    assertThat(page.getByTestId("notes")).hasText("As suggested.");
    page.navigate(server.uri("/#/studies?search=pilot").toString());
    assertThat(page.getByTestId("tags")).hasText("pilotmnist");
    findings.addAll(PageChecks.findings(page, "list"));
    assertThat(findings).isEmpty();
  }

  private static boolean isFocused(Locator element) {
    return (boolean) element.evaluate("node => node === document.activeElement");
  }

  @Test
  void aStudyFileFillsInTheForm() {
    page.navigate(server.uri("/#/new").toString());
    page.getByTestId("settings").locator("summary").first().click();
    assertThat(page.getByTestId("suggestion")).isVisible();
    Locator file = page.getByLabel("Fill in from a study file");
    file.setInputFiles(
        new FilePayload(
            "study.conf",
            "text/plain",
            "study { observer.model = mnist-cn, sead = 1, stop.reliability = 1.5 }"
                .getBytes(StandardCharsets.UTF_8)));
    assertThat(page.getByTestId("form-error")).containsText("study.sead is an unknown key");
    assertThat(page.locator("[data-field=observer]"))
        .containsText("study.observer.model is mnist-cn; it must be a network of this server");
    assertThat(page.locator("[data-field=stop-reliability]"))
        .containsText("study.stop.reliability is 1.5; it must be");

    file.setInputFiles(Path.of("conf/studies/mnist-edited.conf"));
    assertThat(labelled("Name")).hasValue("digits of an edited network under white noise");
    assertThat(page.getByTestId("form-error")).hasCount(0);
    labelled("Max trials").fill("1");
    page.getByTestId("start").click();
    assertThat(page.getByTestId("field-error").first()).containsText("a whole number from 2 to");
    labelled("Max trials").fill("2000");
    page.getByTestId("preview").click();
    assertThat(page.getByTestId("stimuli")).isVisible();
    page.getByTestId("start").click();

    page.waitForURL(Pattern.compile("#/studies/.+"));
    assertThat(page.getByTestId("state")).containsText("finished");
    assertThat(page.getByTestId("study-file"))
        .containsText("{ kind = scale, layer = \"conv1.relu\", units = \"3,7\",");
  }

  @Test
  void studiesAreFoundByWordsAndState() {
    for (String name : List.of("beta one", "alpha", "beta two")) {
      server.awaitEnd(server.create(RunningServer.study(name, "{\"max-trials\": 1000}")));
    }
    page.navigate(server.uri("/").toString());
    Locator names = page.locator("[data-testid=study-row] th");
    assertThat(names).hasText(new String[] {"beta two", "alpha", "beta one"});

    page.getByTestId("search").fill("BETA");
    assertThat(names).hasText(new String[] {"beta two", "beta one"});
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Name")).click();
    assertThat(names).hasText(new String[] {"beta one", "beta two"});
    page.reload();
    assertThat(names).hasText(new String[] {"beta one", "beta two"});
    assertThat(page.getByTestId("search")).hasValue("BETA");
    page.getByTestId("state-filter").selectOption("failed");
    assertThat(page.getByTestId("no-match")).isVisible();
    page.getByTestId("no-match").getByRole(AriaRole.LINK).click();
    assertThat(names).hasCount(3);
  }

  @Test
  void selectedStudiesAreCompared() {
    List<String> ids =
        List.of("probability", "logit").stream()
            .map(
                readout ->
                    """
                    {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "%s"},
                     "name": "%s", "stop": {"max-trials": 4000}}
                    """
                        .formatted(readout, readout))
            .map(server::create)
            .toList();
    page.navigate(server.uri("/#/").toString());
    for (String id : ids) {
      Locator row = page.locator("[data-testid=study-row][data-study='%s']".formatted(id));
      assertThat(row).hasAttribute("data-state", "finished");
      row.getByRole(AriaRole.CHECKBOX).check();
    }
    page.getByTestId("compare").click();

    page.waitForURL(Pattern.compile("#/compare\\?study=.+&study=.+"));
    assertThat(page.locator("[data-testid=reached] tbody tr")).hasCount(2);
    assertThat(page.getByTestId("median-chart").locator("canvas")).isVisible();
    assertThat(page.getByTestId("worst-chart"))
        .hasAttribute("data-looks", Pattern.compile("[1-9]\\d*"));
  }

  @Test
  void mapsAreSwitchedToZAndToSignificantPixels() {
    String id = server.create(RunningServer.study("digits", "{\"max-trials\": 1000000000}"));
    page.navigate(server.uri("/#/studies/" + id).toString());
    Locator eight = page.locator("[data-testid=tile][data-channel='8']");
    assertThat(eight).hasAttribute("data-trials", Pattern.compile("\\d{3,}"));
    eight.click();

    page.getByTestId("view").selectOption("z");

    Locator maps = page.getByTestId("maps");
    assertThat(maps).hasAttribute("data-fetched", Pattern.compile("[2-9]|\\d\\d"));
    assertThat(page.getByTestId("detail")).containsText("z of 8");
    assertThat(page.getByTestId("verdict")).containsText("reliable map");
    int coloured = colouredPixels();

    chooseMore("stop");
    assertThat(page.getByTestId("state")).containsText("finished");
    page.getByTestId("view").selectOption("significant");

    assertThat(page.getByTestId("tests")).containsText("cluster");
    int significant =
        json(server.get("/api/v1/studies/" + id + "/significance"))
            .at("/channels/8/smoothed/pixels")
            .asInt();
    assertThat(page.getByTestId("tests")).containsText(significant + " of 784");
    assertThat(maps).hasAttribute("data-view", "significant");
    assertThat(maps).hasAttribute("data-fetched", Pattern.compile("[1-9]\\d*"));
    // smoothing can make a pixel significant whose own z is too small for a colour
    assertThat(colouredPixels()).isBetween(significant / 2, significant).isLessThan(coloured);
    page.getByTestId("view").selectOption("error");
    assertThat(maps).hasAttribute("data-fetched", "1");
    page.getByTestId("as-table").check();
  }

  @Test
  void aPixelIsInspectedAndTheAddressKeepsWhatIsShown() throws IOException {
    String id = server.create(RunningServer.study("digits", "{\"max-trials\": 20000}"));
    page.navigate(server.uri("/#/studies/" + id).toString());
    assertThat(page.getByTestId("state")).containsText("finished");
    page.locator("[data-testid=tile][data-channel='8']").click();
    page.getByTestId("common-limit").check();
    Locator inspected = page.getByTestId("inspected");
    inspected.hover();
    page.mouse().wheel(0, -300);
    assertThat(inspected).hasAttribute("data-zoom", Pattern.compile("2\\.7.*"));
    assertThat(page.getByTestId("gallery")).hasAttribute("data-pointed", "true");
    page.mouse().move(0, 0);
    inspected.press("-");
    inspected.press("-");
    assertThat(inspected).hasAttribute("data-zoom", "1");
    page.getByTestId("inspected").press("ArrowRight");
    page.getByTestId("inspected").press("ArrowRight");

    Locator pixel = page.getByTestId("pixel");
    assertThat(pixel).containsText("standard error");
    Matcher shown =
        Pattern.compile("Row 14, column 15: (\\S+), standard error (\\S+), z (\\S+)")
            .matcher(pixel.textContent());
    assertThat(shown.matches()).as(pixel.textContent()).isTrue();
    List<String> views = List.of("map", "error", "z");
    for (int view = 0; view < views.size(); view++) {
      String path = "/api/v1/studies/" + id + "/maps/8.npy?view=" + views.get(view);
      Npy.Array map = Npy.read(server.bytes(path).body());
      assertThat(map.shape()).containsExactly(1, 28, 28);
      double value = map.values()[14 * 28 + 15];
      assertThat(Double.parseDouble(shown.group(view + 1).replace('−', '-')))
          .isCloseTo(value, offset(.01 * Math.abs(value)));
    }
    page.reload();
    assertThat(page.getByTestId("detail")).containsText("Map of 8");
    assertThat(page.getByTestId("common-limit")).isChecked();
  }

  @Test
  void axesOfCovarianceAreShownAtTheEnd() {
    String id =
        server.create(
            """
            {"observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"},
             "readout": {"kind": "activation", "layer": "conv1.pool", "units": "0-3", "at": "centre"},
             "covariance": {}, "stop": {"max-trials": 20000}}
            """);
    page.navigate(server.uri("/#/studies/" + id).toString());

    assertThat(page.getByTestId("axes")).hasCount(4);
    int axes =
        json(server.get("/api/v1/studies/" + id + "/stc.json")).findValues("eigenvalue").size();
    assertThat(axes).isPositive();
    assertThat(page.getByTestId("axis")).hasCount(axes);
  }

  @Test
  void aStudyIsAnalysedAndTheResultIsShown() throws IOException {
    String id = server.create(RunningServer.study("digits", "{\"max-trials\": 20000}"));
    server.awaitEnd(id);
    page.navigate(server.uri("/#/studies/" + id).toString());
    page.getByTestId("analyse").click();
    labelled("Analysis").selectOption("feedback");
    assertThat(labelled("Study")).hasValue(id);

    page.getByTestId("start").click();

    page.waitForURL(Pattern.compile("#/analyses/\\d.+"));
    assertThat(page.getByTestId("state")).containsText("finished");
    assertThat(page.getByTestId("headline"))
        .containsText(Pattern.compile("\\d+ of \\d+ maps are classified as their own class"));
    assertThat(page.locator("[data-figure=responses] tbody tr")).hasCount(10);
    Locator gallery = page.locator("[data-figure=maps] img");
    assertThat(gallery).hasAttribute("alt", "Maps and responses");
    page.waitForFunction(
        "() => document.querySelector('[data-figure=maps] img').naturalWidth > 100");
    Locator save = page.locator("[data-figure=maps]").getByTestId("save");
    save.locator("summary").click();
    Download npy = page.waitForDownload(() -> save.getByText("npy").click());
    assertThat(npy.suggestedFilename()).isEqualTo("maps.npy");
    assertThat(Npy.read(Files.readAllBytes(npy.path())).shape()).containsExactly(10, 1, 28, 28);

    page.navigate(server.uri("/#/analyses").toString());
    assertThat(page.getByTestId("analysis-row")).hasCount(1);
    assertThat(page.getByTestId("analysis-row")).hasAttribute("data-state", "finished");
    page.navigate(server.uri("/#/analyses/new?analysis=feedback&study=nowhere").toString());
    page.getByTestId("start").click();
    assertThat(page.locator("[data-field=argument-study] [data-testid=field-error]"))
        .containsText("arguments.study is nowhere; it must be the id of a study of this server");
  }

  @Test
  void aNetworkIsAddedShownAndDeleted() {
    page.navigate(server.uri("/#/observers").toString());
    page.getByTestId("add-network").click();
    labelled("Network")
        .setInputFiles(
            new FilePayload("net.pt", "application/octet-stream", NetworkForm.network("linear")));
    assertThat(labelled("Name")).hasValue("net");
    labelled("Classes").fill("a, b");
    labelled("Input").fill("1, 4, 4");
    page.getByTestId("upload").click();
    assertThat(page.locator("[data-field=classes] [data-testid=field-error]"))
        .containsText("a list of 3, since the network has 3 outputs");

    labelled("Classes").fill("a, b, c");
    page.getByTestId("upload").click();

    page.waitForURL(Pattern.compile("#/observers/net$"));
    assertThat(page.getByTestId("facts")).containsText("3: a, b, c");
    assertThat(page.locator("[data-testid=layers] tbody tr")).hasCount(1);
    page.getByTestId("delete").click();
    page.getByTestId("confirm").click();
    page.waitForURL(Pattern.compile("#/observers$"));
    assertThat(page.locator("[data-observer='mnist-cnn']")).containsText("99.");
    assertThat(page.locator("[data-observer='net']")).hasCount(0);

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("mnist-cnn").setExact(true))
        .click();
    assertThat(page.locator("[data-layer='conv2.pool']")).containsText("16 × 16");
    assertThat(page.getByTestId("confusion").locator("tbody tr")).hasCount(10);
    assertThat(page.getByTestId("delete")).hasCount(0);
  }

  @Test
  void thePageReconnectsAfterARestartOfTheServer(@TempDir Path own) throws IOException {
    String port = String.valueOf(FreePort.find());
    server = RunningServer.start(own, "lanes.cpu-lanes", "2", "port", port);
    String id = server.create(RunningServer.longStudy());
    Page list = browser.open(errors);
    list.navigate(server.uri("/").toString());
    assertThat(list.getByTestId("study-row")).hasCount(1);
    page.navigate(server.uri("/#/studies/" + id).toString());
    assertThat(page.getByTestId("connection")).hasAttribute("data-connection", "live");

    server.close();
    assertThat(page.getByTestId("connection")).not().hasAttribute("data-connection", "live");
    assertThat(PageChecks.findings(page, "study without connection")).isEmpty();
    assertThat(list.getByText("The server does not respond").first()).isVisible();
    assertThat(PageChecks.findings(list, "list without server")).isEmpty();
    list.close();
    server = RunningServer.start(own, "lanes.cpu-lanes", "2", "port", port);

    assertThat(page.getByTestId("connection")).hasAttribute("data-connection", "live");
    long before = server.study(id).path("trials").longValue();
    RunningServer.await(() -> server.study(id).path("trials").longValue() > before);
    assertThat(page.getByTestId("state")).containsText("running");
    chooseMore("stop");
    assertThat(page.getByTestId("state")).containsText("finished");
    assertThat(server.study(id).path("end").textValue()).isEqualTo("stopped");
    page.reload();
    assertThat(page.locator("[data-testid=tile][data-channel='8']"))
        .hasAttribute("data-trials", Pattern.compile("[1-9]\\d*"));
    page.close();
    server.close();
  }

  private Locator labelled(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  /** Returns the number of pixels of the selected map whose colour is not that of zero. */
  private int colouredPixels() {
    Object count =
        page.evaluate(
            """
            () => {
              const canvas = document.querySelector('[data-testid=detail] canvas');
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let coloured = 0;
              for (let i = 0; i < data.length; i += 4) {
                if (data[i] !== 247 || data[i + 1] !== 247 || data[i + 2] !== 245) coloured++;
              }
              return coloured;
            }
            """);
    return ((Number) count).intValue();
  }

  private void chooseMore(String action) {
    page.getByTestId("more").locator("summary").click();
    page.getByTestId(action).click();
  }

  private int frames() {
    return Integer.parseInt(page.locator("html").getAttribute("data-frames"));
  }
}
