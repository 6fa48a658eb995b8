package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedServer.class)
final class DashboardFilesTest {
  private final RunningServer server;

  DashboardFilesTest(RunningServer server) {
    this.server = server;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "gzip, deflate, br", "identity;q=0, gzip", "*;q=0, gzip;q=0.5"})
  void clientsThatAcceptGzipGetIt(String accepted) throws Exception {
    HttpResponse<byte[]> response = get(accepted);

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(response.headers().firstValue("Vary")).hasValue("Accept-Encoding");
    assertThat(text(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes()))
        .isEqualTo(server.get("/").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "br", "identity", "gzip;q=0", "*, gzip;q=0", "identity;q=0", "br, *;q=0"})
  void otherClientsGetTheFileAsItIs(String accepted) throws Exception {
    HttpResponse<byte[]> response = expect(200, get(accepted));
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(text(response.body())).isEqualTo(server.get("/").body());
  }

  private HttpResponse<byte[]> get(String accepted) throws IOException, InterruptedException {
    return server
        .client()
        .send(server.request("/", "Accept-Encoding", accepted).build(), BodyHandlers.ofByteArray());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
