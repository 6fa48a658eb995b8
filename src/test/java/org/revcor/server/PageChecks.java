package org.revcor.server;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks that a page fits screens and is accessible. */
final class PageChecks {
  private static final Path AXE = Path.of("web", "node_modules", "axe-core", "axe.min.js");
  private static final int PHONE = 390;
  private static final int LAPTOP = 1280;
  private static final int DESKTOP = 1440;

  private PageChecks() {}

  /**
   * Returns what is wrong with a page, in light and dark, on phone, laptop and desktop.
   *
   * @param name name of the page, for findings
   */
  static List<String> findings(Page page, String name) throws IOException {
    List<String> findings = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : List.of(PHONE, LAPTOP, DESKTOP)) {
        page.setViewportSize(width, 900);
        String where = name + " " + scheme + " " + width;
        findings.addAll(tooWide(page, where));
        // every page once in each scheme: dark on a phone, light on a screen
        if (width == (scheme == ColorScheme.DARK ? PHONE : LAPTOP)) {
          findings.addAll(violations(page, where));
        }
      }
    }
    return findings;
  }

  private static List<String> tooWide(Page page, String where) {
    Object width = page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
    return ((Number) width).intValue() <= 0
        ? List.of()
        : List.of("%s is %s pixels too wide".formatted(where, width));
  }

  /** Returns the findings of axe-core. */
  static List<String> violations(Page page, String where) throws IOException {
    page.evaluate(Files.readString(AXE));
    Object found =
        page.evaluate(
            """
            async () => (await axe.run()).violations.flatMap(({ id, nodes }) =>
              nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
            """);
    return ((List<?>) found).stream().map(each -> where + " " + each).toList();
  }
}
