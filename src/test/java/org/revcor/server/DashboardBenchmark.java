package org.revcor.server;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the page of a study: how soon it is painted, with 10 and about 1,000 channels; its
 * frames per second under a moving pointer beside a study that has run for a while; and its memory
 * over 1 minute, unless another number is given.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.server.DashboardBenchmark -Dbenchmark=30}
 */
final class DashboardBenchmark {
  private static final int ROUNDS = 15;
  private static final int SECONDS = 10;

  /** Time in which the server is compiled. */
  private static final double WARM_UP_MILLIS = 15_000;

  private static final double MILLIS_PER_MINUTE = 60_000;

  /** Returns the time of the first paint and that of the first maps on the page, in ms. */
  private static final String OPENED =
      """
      () => new Promise((resolve) => {
        const check = () =>
          document.documentElement.dataset.frames > 0 && document.querySelector('[data-testid=tile]')
            ? resolve([
                performance.getEntriesByName('first-contentful-paint')[0].startTime,
                performance.now(),
              ])
            : requestAnimationFrame(check);
        check();
      })
      """;

  /** Moves a pointer over the selected map, selects another one twice a second, counts frames. */
  private static final String INTERACT =
      """
      (seconds) => new Promise((resolve) => {
        const times = [];
        const step = (now) => {
          if (times.length > 0 && now - times[0] > 1000 * seconds) {
            resolve(times.slice(1).map((time, i) => time - times[i]));
            return;
          }
          const n = times.push(now);
          const map = document.querySelector('[data-testid=inspected]');
          const { left, top, width, height } = map.getBoundingClientRect();
          const place = { clientX: left + (width * (n % 89)) / 89, clientY: top + (height * (n % 97)) / 97 };
          map.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, ...place }));
          const tiles = document.querySelectorAll('[data-testid=tile]');
          if (n % 30 === 0) tiles[(n / 30) % tiles.length].click();
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      })
      """;

  private static final String UNITS =
      """
      {"name": "units", "observer": {"model": "mnist-cnn"},
       "readout": {"kind": "activation", "layer": "conv1.pool", "units": "0-6", "at": "everywhere",
                   "crop": false},
       "stop": {"max-trials": 1000000000}}
      """;

  private DashboardBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int minutes =
        Arrays.stream(arguments)
            .filter(each -> each.matches("\\d+"))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(1);
    Path data = Files.createTempDirectory("revcor-dashboard");
    try (RunningServer server = RunningServer.start(data);
        DashboardBrowser browser = DashboardBrowser.launch()) {
      measure(server, browser, "10 channels", RunningServer.longStudy(), 0);
      measure(server, browser, "1,008 channels", UNITS, minutes);
    }
  }

  private static void measure(
      RunningServer server, DashboardBrowser browser, String what, String study, int minutes) {
    String id = server.create(study);
    server.awaitTrials(id);
    String address = server.uri("/#/studies/" + id).toString();
    try (Page page = browser.open(new ArrayList<>())) {
      page.navigate(address);
      page.evaluate(OPENED);
      page.waitForTimeout(WARM_UP_MILLIS);
      interact(page, what);
      remain(page, what, minutes);
    }
    server.stopStudy(id);
    open(browser, address, what);
  }

  /** Opens the page of an ended study in new browser contexts, which have no cache. */
  private static void open(DashboardBrowser browser, String address, String what) {
    double[] paints = new double[ROUNDS];
    double[] maps = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      try (Page page = browser.open(new ArrayList<>())) {
        page.navigate(address);
        List<?> times = (List<?>) page.evaluate(OPENED);
        paints[round] = ((Number) times.get(0)).doubleValue();
        maps[round] = ((Number) times.get(1)).doubleValue();
      }
    }
    print(what + ": first paint", paints);
    print(what + ": maps", maps);
  }

  private static void interact(Page page, String what) {
    double[] gaps =
        ((List<?>) page.evaluate(INTERACT, SECONDS))
            .stream().mapToDouble(each -> ((Number) each).doubleValue()).sorted().toArray();
    System.out.printf(
        "%s beside the running study: %.0f frames a second, 99 %% of them after at most %.0f ms%n",
        what, gaps.length / (Arrays.stream(gaps).sum() / 1e3), gaps[gaps.length * 99 / 100]);
  }

  private static void remain(Page page, String what, int minutes) {
    for (int minute = 0; minute <= minutes; minute++) {
      System.out.printf(
          "%s: memory of the page after %d min: %.1f MB%n",
          what, minute, DashboardBrowser.heap(page));
      page.waitForTimeout(minute < minutes ? MILLIS_PER_MINUTE : 0);
    }
  }

  private static void print(String what, double[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        "%s after %.0f ms, quartiles %.0f to %.0f%n",
        what, millis[ROUNDS / 2], millis[ROUNDS / 4], millis[3 * ROUNDS / 4]);
  }
}
