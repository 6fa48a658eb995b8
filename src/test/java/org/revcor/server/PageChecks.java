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
  private static final int TABLET = 1024;

  /** Time in which tiles follow a new width, and the rest of many tiles is created. */
  private static final double SETTLED_MILLIS = 700;

  /** Visible controls and texts; a rectangle of a text is clipped by what scrolls. */
  private static final String TEXTS =
      """
      () => {
        const hidden = '.unseen, .skip, option, datalist, script, style';
        const seen = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !e.closest(hidden);
        const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(seen);
        const numbers = [], rects = [], cut = [], overlapping = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const text = node.textContent.trim();
          if (text === '' || !seen(node.parentElement)) continue;
          numbers.push(...(text.match(/\\d[\\d.,]*/g) ?? []));
          const range = document.createRange();
          range.selectNodeContents(node);
          for (const { left, right, top, bottom } of range.getClientRects()) {
            const box = { node, text, left: left + 1, right: right - 1, top: top + 3, bottom: bottom - 3 };
            let isCut = box.right > innerWidth;
            for (let e = node.parentElement; e && e !== document.body; e = e.parentElement) {
              const { overflowX, overflowY } = getComputedStyle(e);
              if (overflowX === 'visible' && overflowY === 'visible') continue;
              const clip = e.getBoundingClientRect();
              if (overflowX === 'auto' || overflowX === 'scroll' || overflowY === 'auto' || overflowY === 'scroll') {
                for (const side of ['left', 'top']) box[side] = Math.max(box[side], clip[side]);
                for (const side of ['right', 'bottom']) box[side] = Math.min(box[side], clip[side]);
                break;
              }
              isCut ||= overflowX !== 'visible' && (box.left < clip.left || box.right > clip.right);
              isCut ||= overflowY !== 'visible' && (box.top < clip.top || box.bottom > clip.bottom);
            }
            if (box.left >= box.right || box.top >= box.bottom) continue;
            if (isCut) cut.push(`cuts off ${text}`);
            rects.push(box);
          }
        }
        rects.sort((a, b) => a.top - b.top);
        rects.forEach((a, i) => {
          for (let j = i + 1; j < rects.length && rects[j].top < a.bottom; j++) {
            const b = rects[j];
            if (a.node !== b.node && a.left < b.right && b.left < a.right) overlapping.push(`has ${a.text} over ${b.text}`);
          }
        });
        return \
      """;

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

  /** Counts visible controls and numbers, without those in some elements. */
  static Counts counts(Page page, String without) {
    String texts = TEXTS.replace(".unseen,", ".unseen, " + without + ",");
    List<?> counts = (List<?>) page.evaluate(texts + "[controls.length, numbers.length]; }");
    return new Counts(((Number) counts.get(0)).intValue(), ((Number) counts.get(1)).intValue());
  }

  record Counts(int controls, int numbers) {}

  /** Returns texts that lie on another one or are cut off, at each width. */
  static List<String> unreadable(Page page, String name) {
    List<String> findings = new ArrayList<>();
    for (int width : List.of(DESKTOP, TABLET, PHONE)) {
      page.setViewportSize(width, 900);
      page.waitForTimeout(SETTLED_MILLIS);
      for (Object each : (List<?>) page.evaluate(TEXTS + "[...cut, ...overlapping]; }")) {
        findings.add("%s %d %s".formatted(name, width, each));
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
