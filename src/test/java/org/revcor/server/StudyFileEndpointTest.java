package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class StudyFileEndpointTest extends SharedServerTest {
  private static final String PATH = "/api/v1/study-files";

  private static HttpResponse<String> check(String text) {
    return server.post(
        PATH, JsonNodeFactory.instance.objectNode().put("studyFile", text).toString());
  }

  @Test
  void aStudyFileIsReturnedInTheFormThatCreatesTheStudy() throws IOException {
    HttpResponse<String> response =
        expect(200, check(Files.readString(Path.of("conf/studies/mnist-bubbles.conf"))));
    assertThat(json(response).path("errors")).isEmpty();
    JsonNode study = json(response).path("specification");
    assertThat(study.at("/study/stimulus/kind").textValue()).isEqualTo("bubbles");
    HttpResponse<String> created = expect(201, server.post("/api/v1/studies", study.toString()));
    server.stopStudy(json(created).path("id").textValue());
  }

  @Test
  void errorsNameTheirFields() {
    HttpResponse<String> response =
        expect(200, check("study { observer.model = mnist-cnn, seed = many, colour = red }"));
    assertThat(json(response).at("/specification/study/seed").textValue()).isEqualTo("many");
    assertThat(json(response).path("errors"))
        .extracting(error -> error.path("field").textValue())
        .containsExactly("study.colour", "study.seed");
    assertThat(json(response).at("/errors/1/detail").textValue())
        .startsWith("study.seed is \"many\"; it must be a whole number");
  }

  @Test
  void otherTextsAndBodiesAreRefused() {
    expect(422, check("http { port = 80 }"));
    assertThat(json(check("study {\n  = }")).path("field").textValue())
        .isEqualTo("studyFile, line 2,");
    assertThat(json(check("include \"/etc/hostname\"")).path("detail").textValue())
        .startsWith("studyFile is a study file that includes /etc/hostname");
    expect(422, check("#".repeat(100_000)));
    expect(422, server.post(PATH, "{}"));
    expect(400, server.post(PATH, "study {}"));
  }
}
