package org.revcor.server;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Chromium for tests of the dashboard. */
public final class DashboardBrowser implements AutoCloseable {
  static final double TIMEOUT_MILLIS = 60_000;
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  private DashboardBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts the browser, and has assertions wait for as long as its pages do. */
  public static DashboardBrowser launch() {
    PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    return new DashboardBrowser(playwright, browser);
  }

  /** Opens an empty page, 1280 pixels wide, whose uncaught errors are added to a list. */
  public Page open(List<String> errors) {
    return open(new Browser.NewPageOptions(), errors);
  }

  /** As {@link #open}; accepts all certificates. */
  public Page openTrustingAll(List<String> errors) {
    return open(new Browser.NewPageOptions().setIgnoreHTTPSErrors(true), errors);
  }

  private Page open(Browser.NewPageOptions options, List<String> errors) {
    Page page = browser.newPage(options.setViewportSize(1280, 900));
    page.onPageError(errors::add);
    page.setDefaultTimeout(TIMEOUT_MILLIS);
    return page;
  }

  /** Returns the memory of a page after a garbage collection, in MB. */
  public static double heap(Page page) {
    CDPSession session = page.context().newCDPSession(page);
    session.send("Performance.enable");
    session.send("HeapProfiler.collectGarbage");
    for (var each : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      if (each.getAsJsonObject().get("name").getAsString().equals("JSHeapUsedSize")) {
        return each.getAsJsonObject().get("value").getAsDouble() / 1e6;
      }
    }
    throw new IllegalStateException("no size of the heap");
  }

  @Override
  public void close() {
    playwright.close();
  }
}
