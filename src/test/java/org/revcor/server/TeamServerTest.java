package org.revcor.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

/** Browser and Python client of a server with TLS that requires tokens. */
@Tag("full")
final class TeamServerTest {

  @TempDir static Path folder;
  private static TestCertificates certificates;
  @AutoClose private static RunningServer server;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    certificates = TestCertificates.create(folder.resolve("certificates"));
    Path data = folder.resolve("data");
    token = new TokenFile(data).create("alice", Scope.WRITE, Optional.empty());
    server = RunningServer.startWithTls(data, certificates);
  }

  @Test
  void aBrowserLogsIn_followsAStudy_downloadsAndLogsOut() throws IOException {
    try (DashboardBrowser browser = DashboardBrowser.launch()) {
      Page page = browser.openTrustingAll(new ArrayList<>());
      BrowserContext context = page.context();
      page.navigate(server.uri("/").toString());
      page.getByLabel("Token").fill("revcor_wrong");
      page.getByTestId("log-in").click();
      assertThat(page.getByTestId("form-error")).containsText("unknown or was revoked");
      assertThat(PageChecks.findings(page, "login")).isEmpty();
      page.getByLabel("Token").fill(token);
      page.getByTestId("log-in").click();
      assertThat(page.getByTestId("session")).containsText("alice (write)");

      Cookie cookie = context.cookies().getFirst();
      assertThat(cookie.name).isEqualTo("revcor-token");
      assertThat(cookie.httpOnly && cookie.secure).isTrue();
      assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
      assertThat(page.evaluate("document.cookie")).isEqualTo("");

      String id = create();
      page.navigate(server.uri("/#/studies/" + id).toString());
      page.waitForFunction("() => Number(document.documentElement.dataset.frames) >= 3");
      page.getByTestId("stop").click();
      Download archive = page.waitForDownload(() -> page.getByTestId("export").click());
      assertThat(archive.path()).isNotEmptyFile();
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "dashboard", "session.png")));

      page.getByTestId("session").getByText("Log out").click();
      assertThat(page.getByTestId("log-in")).isVisible();
      assertThat(context.cookies()).isEmpty();
    }
  }

  @Test
  void aTokenThatReadsIsNotShownWhatItCannotDo() throws IOException {
    String reader =
        new TokenFile(folder.resolve("data")).create("bob", Scope.READ, Optional.empty());
    String id = create();
    RunningServer.await( // until the server has read the file
        () ->
            server.get("/api/v1/studies", "Authorization", "Bearer " + reader).statusCode() == 200);
    try (DashboardBrowser browser = DashboardBrowser.launch()) {
      Page page = browser.openTrustingAll(new ArrayList<>());
      page.navigate(server.uri("/#/studies/" + id).toString());
      page.getByLabel("Token").fill(reader);
      page.getByTestId("log-in").click();

      assertThat(page.getByTestId("session")).containsText("bob (read)");
      page.waitForFunction("() => Number(document.documentElement.dataset.frames) >= 1");
      for (String action : List.of("stop", "pause", "clone")) {
        assertThat(page.getByTestId(action)).isHidden();
      }
      assertThat(page.getByText("New study")).isHidden();
    }
  }

  private static String create() {
    return RunningServer.json(
            server.send(
                server
                    .request(
                        "/api/v1/studies",
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        "application/json")
                    .POST(BodyPublishers.ofString(RunningServer.longStudy()))))
        .path("id")
        .textValue();
  }

  @Test
  void aPythonProgramFindsTokenAndAuthorityInItsEnvironment() throws IOException {
    PythonProgram.requirePython();
    String program =
        """
        import sys
        import numpy as np
        import revcor

        server = revcor.connect(sys.argv[1])
        study = server.study(lambda images: images.reshape(len(images), -1)[:, :3], (1, 4, 4), 3, "logits",
                             stop={"max_trials": 2000}, block_size=200).wait()
        print(study.maps.shape)
        try:
            revcor.connect(sys.argv[1], token="revcor_wrong").study("mnist-cnn")
        except revcor.RevcorError as e:
            print(e.status, e)
        """;
    Path programs = Files.createDirectory(folder.resolve("python"));

    String output =
        PythonProgram.start(
                server,
                programs,
                Map.of("REVCOR_TOKEN", token, "REVCOR_CA", certificates.authority().toString()),
                program)
            .await();

    assertThat(output)
        .contains("(3, 1, 4, 4)\n", "401 the token is unknown or was revoked\n")
        .doesNotContain(token);
  }
}
