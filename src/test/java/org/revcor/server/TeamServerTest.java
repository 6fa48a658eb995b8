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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

/** Browser at a server with TLS that requires tokens. */
@Tag("full")
final class TeamServerTest {

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
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
      page.getByTestId("more").locator("summary").click();
      page.getByTestId("stop").click();
      page.getByTestId("share").locator("summary").click();
      Download archive = page.waitForDownload(() -> page.getByTestId("export").click());
      assertThat(archive.path()).isNotEmptyFile();

      page.getByTestId("session").getByText("Log out").click();
      assertThat(page.getByTestId("log-in")).isVisible();
      assertThat(context.cookies()).isEmpty();
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
}
