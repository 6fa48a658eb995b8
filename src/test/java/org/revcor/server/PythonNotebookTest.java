package org.revcor.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks that run without a page, and whose pages are then opened in a browser. */
@Tag("full")
final class PythonNotebookTest {
  private static final String RUN =
      """
      import pathlib, sys
      import nbformat
      from nbconvert.exporters import HTMLExporter
      from nbconvert.preprocessors import ExecutePreprocessor

      notebook = nbformat.read(sys.argv[2], 4)
      for cell in notebook.cells:
          cell.source = cell.source.replace("http://127.0.0.1:8080", sys.argv[1].rstrip("/"))
      ExecutePreprocessor(timeout=100).preprocess(notebook)
      pathlib.Path("notebook.html").write_text(HTMLExporter().from_notebook_node(notebook)[0])
      """;

  /** Two cells: a study, which runs in the server, and one that waits for the end of its view. */
  private static final String LIVE =
      """
      import nbformat.v4 as v4
      nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in [
          '''
          import threading, revcor
          server = revcor.connect("http://127.0.0.1:8080")
          study = server.study("mnist-cnn", readout="logit", estimator="gradient", stop={"max_trials": 20_000})
          study
          ''',
          '''
          for thread in threading.enumerate():
              if thread.name == "revcor view":
                  thread.join()
          print("trials:", study.trials)
          ''']]), sys.argv[2])
      """;

  /** Whether an image is loaded and has the darkest colours of the palette, blue and orange. */
  private static final String HAS_COLOURS =
      """
      image => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const bytes = context.getImageData(0, 0, canvas.width, canvas.height).data;
        const has = (red, green, blue) => bytes.some((_, i) =>
          i % 4 === 0 && bytes[i] === red && bytes[i + 1] === green && bytes[i + 2] === blue);
        return has(13, 46, 110) && has(96, 34, 4);
      }
      """;

  @TempDir private static Path data;
  @AutoClose private static RunningServer server;
  @AutoClose private static DashboardBrowser browser;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    PythonProgram.requirePython();
    assumeTrue(
        PythonProgram.hasModule("nbconvert, ipykernel"),
        "this needs python3-nbconvert and python3-ipykernel of Debian");
    server = RunningServer.start(data);
    browser = DashboardBrowser.launch();
  }

  @Test
  void notebookOfTheGuideShowsItsStudy() {
    Page page = run("", Path.of("docs/guide/notebook.ipynb").toAbsolutePath());

    assertThat(page.locator("body")).containsText("edge: correlation of map and filter: 0.9");
    // that of wait(), and that of the last cell
    assertThat(page.locator(".revcor")).hasCount(2);
    assertShowsTheEnd(page.locator(".revcor").first(), "20,000 trials");
    assertShowsTheEnd(page.locator(".revcor").last(), "20,000 trials");
  }

  @Test
  void studyIsShownUntilItsEndWhileOtherCellsRun() {
    Page page = run(LIVE, folder.resolve("live.ipynb"));

    assertThat(page.locator("body")).containsText("trials: 20000");
    assertThat(page.locator(".revcor")).hasCount(1);
    assertShowsTheEnd(page.locator(".revcor"), "20,000 trials");
  }

  private Page run(String before, Path notebook) {
    PythonProgram.run(
        server,
        folder,
        RUN.replaceFirst("\nnotebook = ", "\n" + before.indent(0) + "notebook = "),
        notebook.toString());
    Path html = folder.resolve("notebook.html");
    List<String> errors = new ArrayList<>();
    Page page = browser.open(errors);
    page.route("https://**", Route::abort);
    page.navigate(html.toUri().toString());
    return page;
  }

  private static void assertShowsTheEnd(Locator view, String trials) {
    assertThat(view).containsText("finished  100%  ");
    assertThat(view).containsText(trials);
    assertThat(view.locator("p")).containsText("map");
    assertThat(view.locator("script, progress")).hasCount(0);
    assertThat(view.locator("> img").evaluate(HAS_COLOURS)).isEqualTo(true);
    view.locator("summary").click();
    Locator playback = view.locator("details img");
    assertThat(playback).isVisible();
    assertThat(playback).hasAttribute("src", Pattern.compile("data:image/gif;.*"));
    assertThat(playback.evaluate("image => image.decode().then(() => image.naturalWidth > 100)"))
        .isEqualTo(true);
  }
}
