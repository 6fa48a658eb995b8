package org.revcor.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.DashboardBrowser;
import org.revcor.server.LiveClient;
import org.revcor.server.NetworkForm;
import org.revcor.server.access.Scope;

/**
 * A server with TLS on a machine of its own, used from another one by the command line, Python, a
 * WebSocket and a browser with a token of each scope. Token and scope have the same name.
 */
@Tag("full")
final class TeamNetworkTest {
  private static final String STUDIES = TeamServer.STUDIES;

  @TempDir private static Path folder;
  @AutoClose private static TeamServer team;

  /** A study of the administrator that runs. */
  private static String running;

  @BeforeAll
  static void start() throws Exception {
    team = TeamServer.start(folder);
    running = team.create(Scope.ADMIN);
  }

  @Test
  void commandLine() throws Exception {
    assertThat(studies(Scope.READ, "list")).contains(running);
    for (String action : List.of("pause", "stop", "clone", "delete")) {
      refused(studies(Scope.READ, action, running), "has the scope read; this request needs write");
    }
    String own = clone(Scope.WRITE, running);
    assertThat(studies(Scope.WRITE, "stop", own)).contains(own + " stop");
    team.await(own, "finished");
    String others = team.stopped(Scope.ADMIN);
    refused(studies(Scope.WRITE, "delete", others), "study %s belongs to admin".formatted(others));
    assertThat(studies(Scope.WRITE, "delete", own)).isEqualTo(own + " deleted\n");
    String writers = team.stopped(Scope.WRITE);
    assertThat(studies(Scope.ADMIN, "delete", others, writers))
        .isEqualTo("%s deleted\n%s deleted\n".formatted(others, writers));
  }

  private static String clone(Scope scope, String study) throws Exception {
    String output = studies(scope, "clone", study);
    Matcher clone = Pattern.compile(" cloned as (\\S+)\n").matcher(output);
    assertThat(clone.find()).as(output).isTrue();
    return clone.group(1);
  }

  private static void refused(String output, String reason) {
    assertThat(output).startsWith("revcor studies ").contains(reason);
  }

  /** Runs a command with the token in the environment; returns its output, or what it refused. */
  private static String studies(Scope scope, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("studies"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--server", team.address().toString()));
    Map<String, String> environment = team.environment(scope);
    try (CommandProcess process =
        CommandProcess.start(folder, environment, command.toArray(String[]::new))) {
      int exitCode = process.exitCode();
      assertThat(process.err()).doesNotContain(team.token(scope));
      assertThat(exitCode == ExitCode.DONE).as(process.err()).isEqualTo(process.err().isEmpty());
      return exitCode == ExitCode.DONE ? process.out() : process.err();
    }
  }

  @Test
  void pythonClient() throws Exception {
    assertThat(python(Scope.READ))
        .startsWith("running\n403 the token read has the scope read; this request needs write\n");
    for (Scope scope : List.of(Scope.WRITE, Scope.ADMIN)) {
      Matcher created =
          Pattern.compile("running\n(\\S+) \\(3, 1, 4, 4\\) finished\n").matcher(python(scope));
      assertThat(created.matches()).isTrue();
      assertThat(team.send(scope, "DELETE", STUDIES + "/" + created.group(1)).statusCode())
          .isEqualTo(204);
    }
  }

  /** Opens the study of the administrator, then creates one and stops it. */
  private static String python(Scope scope) throws Exception {
    String page = team.send(scope, "GET", "/python/").body();
    Matcher name = Pattern.compile("revcor-[^\"]*\\.whl").matcher(page);
    assertThat(name.find()).as(page).isTrue();
    Path wheel = folder.resolve(name.group());
    Files.write(
        wheel,
        team.http()
            .send(
                HttpRequest.newBuilder(team.address().resolve("/python/" + name.group())).build(),
                BodyHandlers.ofByteArray())
            .body());
    String program =
        """
        import sys
        import time
        import revcor

        server = revcor.connect(sys.argv[1])
        print(server.open(sys.argv[2]).state)
        try:
            study = server.study(lambda images: images.reshape(len(images), -1)[:, :3], (1, 4, 4), 3, "logits",
                                 stop={"max_trials": 100_000_000}, block_size=200)
            while study.trials == 0:
                time.sleep(.1)
            study.stop()
            print(study.id, study.maps.shape, study.state)
        except revcor.RevcorError as e:
            print(e.status, e)
        """;
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/python3", "-c", program, team.address().toString(), running)
            .redirectError(folder.resolve("python.txt").toFile());
    builder.environment().putAll(team.environment(scope));
    builder.environment().put("PYTHONPATH", wheel.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("python.txt"))).isZero();
    return output;
  }

  @Test
  void webSocket() {
    for (Scope scope : TeamServer.SCOPES) {
      try (LiveClient live = live(team.token(scope))) {
        assertThat(live.text("hello").path("study").textValue()).isEqualTo(running);
        live.send("{\"type\": \"watch\", \"channels\": [8]}");
        assertThat(live.frame().remaining()).isPositive();
      }
    }
    assertThatThrownBy(() -> live("revcor_unknown"))
        .cause()
        .asInstanceOf(type(WebSocketHandshakeException.class))
        .extracting(refused -> refused.getResponse().statusCode())
        .isEqualTo(401);
  }

  private static LiveClient live(String token) {
    return LiveClient.connect(
        team.newClient(), team.address(), running, true, "Authorization", "Bearer " + token);
  }

  @Test
  void onlyAnAdministratorBringsANetwork() throws Exception {
    assertThat(upload(Scope.READ).statusCode()).isEqualTo(403);
    assertThat(upload(Scope.WRITE).statusCode()).isEqualTo(403);
    HttpResponse<String> uploaded = upload(Scope.ADMIN);
    assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
    assertThat(team.send(Scope.WRITE, "DELETE", "/api/v1/observers/team").statusCode())
        .isEqualTo(403);
    assertThat(team.send(Scope.ADMIN, "DELETE", "/api/v1/observers/team").statusCode())
        .isEqualTo(204);
  }

  private static HttpResponse<String> upload(Scope scope) throws Exception {
    byte[] onnx = NetworkForm.onnx("linear");
    return team.http()
        .send(
            NetworkForm.of("team.onnx", onnx, "{}")
                .to(team.request(scope, "/api/v1/observers/team"))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void browser() throws Exception {
    String others = team.stopped(Scope.ADMIN);
    try (DashboardBrowser browser = DashboardBrowser.launch()) {
      for (Scope scope : TeamServer.SCOPES) {
        List<String> errors = new ArrayList<>();
        Page page = browser.openTrustingAll(errors);
        logIn(page, scope);
        page.navigate(team.address().resolve("/#/studies/" + running).toString());
        page.waitForFunction("() => Number(document.documentElement.dataset.frames) >= 3");
        boolean isReader = scope == Scope.READ;
        for (String action : List.of("stop", "pause", "clone")) {
          assertThat(page.getByTestId(action)).isVisible(visible(!isReader));
        }
        page.navigate(team.address().resolve("/#/observers").toString());
        assertThat(page.getByTestId("add-network").first())
            .isVisible(visible(scope == Scope.ADMIN));
        if (!isReader) {
          createStopAndDelete(page);
        }
        page.navigate(team.address().resolve("/#/studies/" + others).toString());
        Locator delete = page.getByTestId("delete");
        assertThat(delete).isVisible(visible(!isReader));
        if (!isReader) {
          delete.click();
          page.getByTestId("confirm").click();
        }
        if (scope == Scope.WRITE) {
          assertThat(page.getByRole(AriaRole.ALERT)).containsText("belongs to admin");
        }
        if (scope == Scope.ADMIN) {
          page.waitForURL(url -> url.endsWith("#/"));
          assertThat(team.send(Scope.ADMIN, "GET", STUDIES + "/" + others).statusCode())
              .isEqualTo(404);
        }
        assertThat(errors).isEmpty();
        page.context().close();
      }
    }
  }

  private static LocatorAssertions.IsVisibleOptions visible(boolean isVisible) {
    return new LocatorAssertions.IsVisibleOptions().setVisible(isVisible);
  }

  private static void logIn(Page page, Scope scope) {
    page.navigate(team.address().toString());
    page.getByLabel("Token").fill(team.token(scope));
    page.getByTestId("log-in").click();
    assertThat(page.getByTestId("session"))
        .containsText("%s (%s)".formatted(TeamServer.name(scope), TeamServer.name(scope)));
  }

  private static void createStopAndDelete(Page page) {
    page.navigate(team.address().resolve("/#/studies/" + running).toString());
    page.getByTestId("clone").click();
    page.getByTestId("confirm").click();
    page.waitForURL(url -> !url.endsWith(running));
    page.waitForFunction("() => Number(document.documentElement.dataset.frames) >= 1");
    page.getByTestId("stop").click();
    page.getByTestId("delete").click();
    page.getByTestId("confirm").click();
    page.waitForURL(url -> url.endsWith("#/"));
  }
}
