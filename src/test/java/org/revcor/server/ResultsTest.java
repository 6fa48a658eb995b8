package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Npy;
import org.revcor.schema.Json;
import org.revcor.stimulus.FewComponents;
import org.revcor.study.results.Significance;
import org.revcor.study.results.StudyView;

final class ResultsTest extends SharedServerTest {
  private static final String REGRESSION =
      """
      {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit", "centred": true},
       "stimulus": {"law": "gaussian", "antithetic": true}, "estimator": "regression",
       "basis": "few-components", "block-size": 500, "stop": {"max-trials": 4000}}
      """;

  private static String study;
  private static String path;
  private static String logitPath;

  @BeforeAll
  static void start() {
    study = server.create(RunningServer.shortStudy());
    server.awaitEnd(study);
    path = "/api/v1/studies/" + study;
    String logits =
        server.create(
            """
            {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"},
             "stop": {"max-trials": 4000}}
            """);
    server.awaitEnd(logits);
    logitPath = "/api/v1/studies/" + logits;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/maps.npy",
        "/maps.npy?view=map",
        "/maps.npy?view=error",
        "/maps.npy?view=z",
        "/maps.npy?view=half-a",
        "/maps.npy?view=half-b",
        "/maps.npy?view=significant",
        "/errors.npy"
      })
  void arraysOfEveryView(String file) {
    HttpResponse<byte[]> response = expect(200, server.bytes(path + file));
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(header(response.body()))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (10, 1, 28, 28), }");
    assertThat(data(response.body()).remaining()).isEqualTo(10 * 28 * 28 * Float.BYTES);
  }

  @Test
  void snapshotsOfMapsAreServedAsRecordsAndAsAnAnimation() throws IOException {
    HttpResponse<byte[]> records = expect(200, server.bytes(path + "/maps-over-trials.npy"));
    Matcher shape =
        Pattern.compile("\\('maps', '<f2', \\(10, 1, 28, 28\\)\\)\\].* 'shape': \\((\\d+),\\)")
            .matcher(header(records.body()));
    assertThat(shape.find()).isTrue();

    HttpResponse<byte[]> gif = expect(200, server.bytes(path + "/maps-over-trials.gif"));
    assertThat(gif.headers().firstValue("Content-Type")).hasValue("image/gif");
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif.body())));
    assertThat(reader.getNumImages(true)).isEqualTo(Integer.parseInt(shape.group(1)));
    assertThat(reader.read(0).getWidth()).isGreaterThan(10 * 28);
    reader.dispose();
  }

  @Test
  void errorsAreTheErrorView() {
    assertThat(server.bytes(path + "/errors.npy").body())
        .isEqualTo(server.bytes(path + "/maps.npy?view=error").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/classification.npy", "/classification.png"})
  void classificationImagesOfAStudyWithoutCells(String file) {
    assertThat(json(expect(404, server.get(path + file))).path("detail").textValue())
        .isEqualTo(
            "the study has no cells of signal and response; they require the readout label with"
                + " by-signal = true, and signals that are classes of the observer");
  }

  @Test
  void classificationImagesOfThreesAndFives() throws IOException {
    String split =
        server.create(
            """
            {"observer": {"model": "mnist-logistic"},
             "stimulus": {"kind": "signal-in-noise", "data": "mnist", "classes": ["3", "5"], "gamma": 0.3},
             "readout": {"by-signal": true}, "block-size": 100, "stop": {"max-trials": 1000}}
            """);
    server.awaitEnd(split);
    String cells = "/api/v1/studies/" + split;

    byte[] images = server.bytes(cells + "/classification.npy").body();
    byte[] errors = server.bytes(cells + "/classification.npy?view=error").body();

    assertThat(header(images))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 28, 28), }");
    assertThat(values(images)).hasSize(784).doesNotContain(Float.NaN);
    assertThat(values(errors)).hasSize(784).doesNotContain(Float.NaN).doesNotContain(0f);
    byte[] image = server.bytes(cells + "/classification.png").body();
    assertThat(ImageIO.read(new ByteArrayInputStream(image))).isNotNull();
  }

  @Test
  void probabilitiesHaveNoClassificationImages_alsoWhenTheStudyHasEnded() {
    String split =
        server.create(
            """
            {"observer": {"model": "mnist-logistic"},
             "stimulus": {"kind": "signal-in-noise", "data": "mnist", "classes": ["1", "7"], "gamma": 0.3},
             "readout": {"kind": "probability", "by-signal": true}, "stop": {"max-trials": 1000}}
            """);
    server.awaitEnd(split);

    expect(200, server.get("/api/v1/studies/" + split + "/maps.npy"));
    expect(404, server.get("/api/v1/studies/" + split + "/classification.npy"));
    assertThat(server.folder().resolve("studies/" + split + "/classification.npy")).doesNotExist();
  }

  @Test
  void countsSumToTheTrials() {
    byte[] file = server.bytes(path + "/counts.npy").body();

    assertThat(header(file))
        .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (10,), }");
    ByteBuffer counts = data(file);
    double sum = 0;
    for (int channel = 0; channel < 10; channel++) {
      sum += counts.getDouble();
    }
    assertThat(sum).isCloseTo(1000, within(1e-9));
  }

  @Test
  void maps_viewUnknown() {
    assertThat(
            json(expect(400, server.get(path + "/maps.npy?view=mpa"))).path("detail").textValue())
        .isEqualTo(
            "view is mpa; it must be one of map, error, z, half-a, half-b, significant; did you"
                + " mean map?");
  }

  @ParameterizedTest
  @CsvSource({
    "'', /smoothed/pixels",
    "test=smoothed&smoothing=2, /smoothed/pixels",
    "test=familywise, /familywise/pixels",
    "test=discovery&level=0.2, /discovery/pixels"
  })
  void significantPixelsAreThoseOfTheTestWithTheirZ(String query, String count) {
    ByteBuffer shown = data(server.bytes(logitPath + "/maps.npy?view=significant&" + query).body());
    ByteBuffer z = data(server.bytes(logitPath + "/maps.npy?view=z").body());
    JsonNode channels = json(server.get(logitPath + "/significance?" + query)).path("channels");

    assertThat(channels).hasSize(10);
    for (JsonNode channel : channels) {
      int significant = 0;
      for (int i = 0; i < 28 * 28; i++) {
        float value = shown.getFloat();
        float whole = z.getFloat();
        assertThat(value).isIn(0f, whole);
        significant += value != 0 && !Float.isNaN(value) ? 1 : 0;
      }
      assertThat(significant).isPositive().isEqualTo(channel.at(count).asInt());
    }
  }

  @Test
  void significanceEqualsThatOfRevcorAnalyse() throws IOException {
    Path ended = server.folder().resolve("studies").resolve(study);
    Significance.analyse(ended, new Significance.Options(0.01, 2));

    assertThat(json(server.get(path + "/significance?level=0.01&smoothing=2")))
        .isEqualTo(json(Files.readString(ended.resolve("significance.json"))));
  }

  @Test
  void significanceOfARunningStudyIsThatOfNow() {
    String running = server.create(RunningServer.longStudy());
    server.awaitTrials(running);

    HttpResponse<String> response = server.get("/api/v1/studies/" + running + "/significance");

    assertThat(json(response).path("channels")).hasSize(10);
    assertThat(json(response).path("trials").longValue()).isPositive();
    server.stopStudy(running);
  }

  @Test
  void significance_ofPatternedNoiseHasNoSmoothedMaps() {
    String patterned =
        server.create(
            """
            {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"},
             "stimulus": {"kind": "gabor-pca", "basis": "gabor-mnist"}, "stop": {"max-trials": 400}}
            """);
    server.awaitEnd(patterned);
    String maps = "/api/v1/studies/" + patterned + "/maps.npy?view=significant";

    assertThat(server.bytes(maps).body()).isEqualTo(server.bytes(maps + "&test=familywise").body());
    assertThat(json(expect(409, server.get(maps + "&test=smoothed"))).path("detail").textValue())
        .isEqualTo(
            "smoothed maps of this study are not tested, since a latent number changes many pixels;"
                + " use test=familywise or test=discovery");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "level=0.6 | level is 0.6; it must be a number from 0.000001 to 0.5",
        "smoothing=wide | smoothing is wide; it must be a number from 0.3 to 100",
      })
  void significance_numbersOutOfRange(String query, String detail) {
    assertThat(
            json(expect(400, server.get(path + "/significance?" + query)))
                .path("detail")
                .textValue())
        .isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource({"8, 112", "8?scale=1, 28", "3?scale=32&view=z, 896"})
  void anImageIsAsLargeAsItsScale(String map, int size) throws IOException {
    String[] parts = map.split("\\?", 2);
    String query = parts.length > 1 ? "?" + parts[1] : "";

    HttpResponse<byte[]> response =
        expect(200, server.bytes(path + "/maps/" + parts[0] + ".png" + query));
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/png");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(response.body()));
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(size, size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"map", "z", "error"})
  void oneMapIsThatOfAllMaps(String view) {
    float[] all = Npy.read(server.bytes(path + "/maps.npy?view=" + view).body()).values();

    Npy.Array one = Npy.read(server.bytes(path + "/maps/3.npy?view=" + view).body());

    assertThat(one.shape()).containsExactly(1, 28, 28);
    assertThat(one.values()).containsExactly(Arrays.copyOfRange(all, 3 * 784, 4 * 784));
  }

  @Test
  void theReportIsAPage() {
    HttpResponse<String> page = expect(200, server.get(path + "/report.html"));
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=UTF-8");
    assertThat(page.body()).contains("<h2>Methods</h2>", "<td>maps.npy");
  }

  @Test
  void theSheetHoldsAllMaps() throws IOException {
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(server.bytes(path + "/maps.png").body()));

    assertThat(image.getWidth()).isGreaterThan(10 * 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "-1", "ten", "8.png"})
  void image_channelUnknown(String channel) {
    assertThat(
            json(expect(404, server.get(path + "/maps/" + channel + ".png")))
                .path("detail")
                .textValue())
        .isEqualTo(
            "channel " + channel + " does not exist; channels are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
  }

  @Test
  void history() throws IOException {
    List<String> file =
        Files.readAllLines(
            server.folder().resolve("studies").resolve(study).resolve("history.csv"));

    HttpResponse<String> asJson = server.get(path + "/history");
    HttpResponse<String> asCsv = server.get(path + "/history?format=csv");

    assertThat(asCsv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=UTF-8");
    assertThat(asCsv.body().lines()).isEqualTo(file);
    assertThat(file.getFirst())
        .isEqualTo("trials,channel,count,reliability,snr,assured,standing,precision,trialsTo");
    JsonNode rows = json(asJson).path("rows");
    assertThat(rows).hasSize(file.size() - 1).hasSizeGreaterThan(20);
    JsonNode last = rows.get(rows.size() - 1);
    assertThat(last.path("trials").longValue()).isEqualTo(1000);
    assertThat(last.path("channel").textValue()).isEqualTo("9");
    assertThat(rows.findValues("reliability"))
        .allMatch(value -> value.isNull() || value.isNumber());
    assertThat(rows.findValues("reliability")).anyMatch(JsonNode::isNull);
  }

  @Test
  void history_from() {
    JsonNode all = json(server.get(path + "/history")).path("rows");
    JsonNode last = json(server.get(path + "/history?from=1000")).path("rows");

    assertThat(last).hasSize(10).allMatch(row -> row.path("trials").longValue() == 1000);
    assertThat(all).hasSizeGreaterThan(10).containsAll(last);
    assertThat(json(server.get(path + "/history?from=0")).path("rows")).isEqualTo(all);
  }

  @Test
  void summary() {
    HttpResponse<String> response = server.get(path + "/summary");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json(response).path("trials").longValue()).isEqualTo(1000);
  }

  @Test
  void stoppingCountsTheChannelStatuses_inTheSummaryTheStudyAndTheList() {
    List<String> statuses = json(server.get(path)).path("channels").findValuesAsText("standing");
    JsonNode expected =
        Json.MAPPER.valueToTree(
            new StudyView.StoppingView(
                Collections.frequency(statuses, "reached"),
                10
                    - Collections.frequency(statuses, "waiting")
                    - Collections.frequency(statuses, "rare"),
                10));

    assertThat(json(server.get(path)).path("stopping")).isEqualTo(expected);
    assertThat(json(server.get(path + "/summary")).path("stopping")).isEqualTo(expected);
    assertThat(json(server.get("/api/v1/studies")).path("studies").findValues("stopping"))
        .contains(expected);
    assertThat(json(server.get(path)).path("warnings").toString()).doesNotContain("the target");
  }

  /** Under uniform noise mnist-logistic responds with 2, 3 or 5. */
  @Test
  void aVerdictAndAFileThatFindsMoreComeWithAStudyOfRareClasses() {
    String some =
        server.create(
            """
            {"observer": {"model": "mnist-logistic"}, "stop": {"max-trials": 200000, "reliability": 0.5}}
            """);

    server.awaitEnd(some);

    JsonNode ended = json(server.get("/api/v1/studies/" + some));
    assertThat(ended.path("end").textValue()).isEqualTo("reliability");
    assertThat(ended.path("stopping").toString())
        .isEqualTo("{\"reached\":3,\"judged\":3,\"channels\":10}");
    String found = "3 of 10 classes have a reliable map; 7 hardly ever occurred under this noise.";
    assertThat(ended.path("verdict").textValue()).startsWith(found);
    assertThat(json(server.get("/api/v1/studies/" + some + "/summary")).path("verdict"))
        .isEqualTo(ended.path("verdict"));
    assertThat(server.get("/api/v1/studies/" + some + "/report.html").body()).contains(found);
    String more = server.create(ended.path("followUp").toString());
    server.awaitEnd(more);
    assertThat(server.study(more).path("followUp").isNull()).isTrue();
  }

  @Test
  void summary_notYet() {
    String running = server.create(RunningServer.longStudy());

    HttpResponse<String> refused =
        expect(409, server.get("/api/v1/studies/" + running + "/summary"));
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo(
            "study "
                + running
                + " has no summary yet; it is written when the study ends with results");
    server.stopStudy(running);
  }

  @Test
  void mapsOfARunningStudyAreThoseOfNow() {
    String running = server.create(RunningServer.longStudy());
    server.awaitTrials(running);

    expect(200, server.bytes("/api/v1/studies/" + running + "/maps.npy"));
    server.stopStudy(running);
  }

  /** Starts a regression and returns its id. */
  static String createRegression(RunningServer server) throws IOException {
    FewComponents.write(server.folder().resolve("bases"));
    return server.create(REGRESSION);
  }

  /** Returns a study of the axes of units at the centre of four feature maps. */
  private static String units(String layer, String stop) {
    return """
    {"observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"}, "block-size": 100,
     "readout": {"kind": "activation", "layer": "%s", "units": "0-3", "at": "centre"},
     "covariance": {}, "stop": %s}\
    """
        .formatted(layer, stop);
  }

  @Test
  void axesOfAStudyThatHasEnded() throws IOException {
    String id = server.create(units("conv1.pool", "{\"max-trials\": 20000}"));
    server.awaitEnd(id);
    Path ended = server.folder().resolve("studies").resolve(id);
    String files = "/api/v1/studies/" + id;

    JsonNode table = json(server.get(files + "/stc.json"));

    assertThat(table).isEqualTo(json(Files.readString(ended.resolve("stc.json"))));
    assertThat(table.path("channels")).hasSize(4);
    for (String name : List.of("stc-axes.npy", "stc-eigenvalues.npy")) {
      HttpResponse<byte[]> response = server.bytes(files + "/" + name);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/octet-stream");
      assertThat(response.body()).isEqualTo(Files.readAllBytes(ended.resolve(name)));
    }
    HttpResponse<byte[]> image = server.bytes(files + "/stc.png");
    assertThat(table.findValues("eigenvalue")).isNotEmpty();
    assertThat(ImageIO.read(new ByteArrayInputStream(image.body()))).isNotNull();
  }

  @Test
  void axes_ofARunningStudy() {
    String id = server.create(units("conv1.relu", "{\"max-trials\": 1000000000}"));

    refused(id);
    server.stopStudy(id);
  }

  @Test
  void countsOfARegressionThatHasEnded() throws IOException {
    String id = createRegression(server);
    server.awaitEnd(id);
    Path ended = server.folder().resolve("studies").resolve(id);
    String files = "/api/v1/studies/" + id;

    JsonNode counts = json(server.get(files + "/regression.json"));

    assertThat(counts).isEqualTo(json(Files.readString(ended.resolve("regression.json"))));
    assertThat(counts.path("channels").asInt()).isEqualTo(10);
    assertThat(server.get(files + "/regression.csv").body())
        .isEqualTo(Files.readString(ended.resolve("regression.csv")))
        .startsWith("channel,reliability,rank,shuffled,shuffledRank\n0,");
    HttpResponse<String> known = server.get(files + "/known.json");
    assertThat(known.body()).contains("\"classes\" : 10,");
    assertThat(json(known).at("/found/known")).isEqualTo(counts.path("known"));
    for (String name : List.of("coefficients.npy", "score-covariance.npy")) {
      assertThat(server.bytes(files + "/" + name).body())
          .isEqualTo(Files.readAllBytes(ended.resolve(name)));
    }
  }

  @Test
  void image_withoutAnAxis() {
    String id = server.create(units("conv1.relu", "{\"max-trials\": 200}"));
    server.awaitEnd(id);

    expect(404, server.get("/api/v1/studies/" + id + "/stc.png"));
    expect(200, server.get("/api/v1/studies/" + id + "/stc.json"));
  }

  @Test
  void filesOfAnotherKindOfStudy() {
    refused(study);
    expect(404, server.get(path + "/regression.json"));
  }

  private static void refused(String id) {
    for (String name : List.of("stc.json", "stc.png", "stc-axes.npy", "stc-eigenvalues.npy")) {
      assertThat(
              json(expect(404, server.get("/api/v1/studies/" + id + "/" + name)))
                  .path("detail")
                  .textValue())
          .startsWith("study %s has no %s; files of covariance".formatted(id, name));
    }
  }

  private static String header(byte[] npy) {
    int length = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    return new String(npy, 10, length, StandardCharsets.US_ASCII);
  }

  private static float[] values(byte[] npy) {
    FloatBuffer data = data(npy).asFloatBuffer();
    float[] values = new float[data.remaining()];
    data.get(values);
    return values;
  }

  private static ByteBuffer data(byte[] npy) {
    int start = 10 + ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    return ByteBuffer.wrap(npy, start, npy.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
