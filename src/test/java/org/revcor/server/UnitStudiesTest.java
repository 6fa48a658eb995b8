package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnitStudiesTest {
  private static final String EDITED =
      ", \"edits\": [{\"kind\": \"add-bias\", \"layer\": \"conv1\", \"amount\": 0.2},"
          + " {\"kind\": \"scale\", \"layer\": \"fc1.relu\", \"units\": \"0-99\", \"factor\": 0}]";

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  /** One lane runs the blocks of all studies in turn, with memory for both variants. */
  @BeforeAll
  static void start() {
    server = RunningServer.start(folder, "lanes.observer-memory", "4MiB");
  }

  @Tag("full")
  @Test
  void concurrentVariantsOfANetworkDoNotAffectEachOther() {
    String original = server.create(study("", "{\"kind\": \"probability\"}", 6_000));
    String edited = server.create(study(EDITED, "{\"kind\": \"probability\"}", 6_000));
    String end = server.awaitEnd(original).path("ended").textValue();
    assertThat(server.study(edited).path("created").textValue()).isLessThan(end);
    server.awaitEnd(edited);

    String originalAlone = server.create(study("", "{\"kind\": \"probability\"}", 6_000));
    server.awaitEnd(originalAlone);
    String editedAlone = server.create(study(EDITED, "{\"kind\": \"probability\"}", 6_000));
    server.awaitEnd(editedAlone);

    assertThat(maps(original)).isEqualTo(maps(originalAlone));
    assertThat(maps(edited)).isEqualTo(maps(editedAlone)).isNotEqualTo(maps(original));
    assertThat(server.study(edited).at("/observer/digest").textValue())
        .isEqualTo(server.study(editedAlone).at("/observer/digest").textValue())
        .isNotEqualTo(server.study(original).at("/observer/digest").textValue());
  }

  @Test
  void mapsOfUnitsHaveTheirOwnSize() throws IOException {
    String id =
        server.create(
            study(
                "",
                "{\"kind\": \"activation\", \"layer\": \"conv2\", \"units\": [4, 9], \"at\": [0,"
                    + " 3]}",
                1_000));
    JsonNode study = server.awaitEnd(id);

    assertThat(study.path("state").textValue()).isEqualTo("finished");
    assertThat(study.path("readout").textValue()).isEqualTo("activation");
    assertThat(study.path("shape").toString()).isEqualTo("[1,14,14]");
    assertThat(study.at("/observer/shape").toString()).isEqualTo("[1,28,28]");
    assertThat(study.at("/channels/1/name").textValue()).isEqualTo("conv2[9,0,3]");
    assertThat(study.at("/channels/1/corner").toString()).isEqualTo("[0,6]");
    assertThat(new String(maps(id), 0, 128, StandardCharsets.ISO_8859_1))
        .contains("'shape': (2, 1, 14, 14)");
    String channel = URLEncoder.encode("conv2[9,0,3]", StandardCharsets.UTF_8);
    HttpResponse<byte[]> png =
        expect(200, server.bytes("/api/v1/studies/" + id + "/maps/" + channel + ".png?scale=3"));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.body()));
    assertThat(image.getWidth()).isEqualTo(42);
    assertThat(image.getHeight()).isEqualTo(42);
  }

  @Test
  void filesOfInjectionsMustBeInTheObserversFolder() throws IOException {
    Files.writeString(folder.resolve("means.npy"), "not an array");
    String inject = ", \"edits\": [{\"kind\": \"inject\", \"layer\": \"conv1\", \"file\": \"%s\"}]";
    for (String file : new String[] {"../means.npy", folder.resolve("means.npy").toString()}) {
      HttpResponse<String> response =
          expect(
              422,
              server.post(
                  "/api/v1/studies",
                  study(inject.formatted(file), "{\"kind\": \"label\"}", 1_000)));
      assertThat(json(response).path("field").textValue())
          .isEqualTo("study.observer.edits[0].file");
      assertThat(json(response).path("expected").textValue())
          .isEqualTo("a file in the observers folder, relative to it");
    }
  }

  private static String study(String edits, String readout, int trials) {
    return """
    {"study": {"seed": 7, "observer": {"model": "mnist-cnn"%s}, "readout": %s, "block-size": 100,
     "stop": {"max-trials": %d}}}\
    """
        .formatted(edits, readout, trials);
  }

  private static byte[] maps(String id) {
    return server.bytes("/api/v1/studies/" + id + "/maps.npy").body();
  }
}
