package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Item.Measurement;
import org.revcor.paper.Item.Procedure;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.StudyView;

@Tag("full")
final class ReproductionTest {
  @TempDir private Path folder;

  /** Records events, and can run an action when a study begins. */
  private static final class RecordingListener implements ReproductionListener {
    private final List<String> events = new ArrayList<>();
    private Runnable onStudy = () -> {};

    @Override
    public void begins(String item, String title, int number, int of) {
      events.add("%s %d/%d".formatted(item, number, of));
    }

    @Override
    public void kept(String item) {
      events.add(item + " kept");
    }

    @Override
    public void part(String part) {
      if (part.startsWith("study")) {
        onStudy.run();
      }
    }

    @Override
    public void study(StudyView view) {
      // depends on the clock
    }

    @Override
    public void shown(long stimuli, long expected, double secondsLeft) {
      // depends on the clock
    }

    @Override
    public void ends(String item, List<Result> results) {
      events.add("%s ends with %d".formatted(item, results.size()));
    }
  }

  private Reproduction of(String... items) {
    return of(PaperItems.ALL, items);
  }

  private Reproduction of(List<Item> all, String... items) {
    return of(all, all == PaperItems.ALL, items);
  }

  private Reproduction of(List<Item> all, boolean quick, String... items) {
    return of(all, quick, folder.resolve("page.md"), items);
  }

  private Reproduction of(List<Item> all, boolean quick, Path page, String... items) {
    return new Reproduction(
        all,
        List.of(items),
        folder.resolve("out"),
        quick,
        Optional.of(page),
        ImageNet.in(folder.resolve("datasets")),
        new Materials(
            Observers.withAnyFile(new Catalogue(folder.resolve("observers"))),
            folder.resolve("datasets"),
            new Bases(folder.resolve("bases"))),
        LaneSettings.defaults(),
        Duration.ofSeconds(30));
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve("out").resolve(file));
  }

  /** One item from a stopped study to its pages, cached, and run again from the study alone. */
  @Test
  void stoppedItemIsResumed_thenCached_andReusesAStudyOfAnEarlierVersion() throws IOException {
    Reproduction stopped = of("fig2a");
    RecordingListener listener = new RecordingListener();
    listener.onStudy = stopped::stop;
    assertThatThrownBy(() -> stopped.run(listener)).isInstanceOf(AnalysisStoppedException.class);
    Path record = folder.resolve("out/store/quick/mnist-cnn-white/record.json");
    assertThat(record).isNotEmptyFile();
    assertThat(folder.resolve("out/fig2a/item.json")).doesNotExist();

    RecordingListener first = new RecordingListener();
    List<Result> results = of("fig2a").run(first);
    assertThat(first.events).containsExactly("fig2a 1/1", "fig2a ends with " + results.size());
    String table = read("results.csv");
    assertThat(table)
        .startsWith("item,quantity,convention,paper,ours,verdict,cause,criterion\n")
        .contains("\nfig2a,", "U[0,1]", "50,000 trials")
        .contains("\nfig8,", "not run: not run yet; use revcor reproduce fig8");
    assertThat(table.lines().skip(1)).noneMatch(row -> row.endsWith(","));
    assertPages();

    RecordingListener again = new RecordingListener();
    assertThat(of("fig2a").run(again)).isEqualTo(results);
    assertThat(again.events).containsExactly("fig2a kept");
    assertThat(read("results.csv")).isEqualTo(table);

    String older = Files.readString(record).replaceAll("operations \\d", "operations 0");
    assertThat(older).contains("operations 0");
    Files.writeString(record, older);
    Files.delete(folder.resolve("out/fig2a/item.json"));
    assertThat(of("fig2a").run(new RecordingListener()))
        .extracting(row -> row.verdict().kind())
        .doesNotContain(ClaimVerdict.Kind.NOT_RUN);
    assertThat(record).hasContent(older);
  }

  private void assertPages() throws IOException {
    assertThat(read("report.md"))
        .contains("24 items, ", "| [fig2a](report/fig2a.md) | Class maps of the CNN");
    assertThat(read("report/fig2a.md"))
        .contains(
            "[All items](../report.md)",
            "Run time ",
            ", with small counts",
            "](../fig2a/feedback-maps.svg)",
            "| criterion |");
    assertThat(read("report/fig8.md")).contains("Not run yet.", "Above 0.9900");
    assertThat(folder.resolve("page.md")).content().contains("](page/fig2a.md)");
    assertThat(folder.resolve("page/fig2a.md"))
        .content()
        .contains("](../out/fig2a/feedback-maps.svg)");
    assertThat(folder.resolve("out/store/results/fig2a/feedback/responses.csv")).isNotEmptyFile();
  }

  private static Item plain(String name, String inputs, Supplier<Double> ours) {
    return plain(name, inputs, 1, ours);
  }

  /** An item with a single claim and measure. */
  private static Item plain(String name, String inputs, double bar, Supplier<Double> ours) {
    Claim claim = new Claim("one", "1", new Criterion.Bar("figure", true, bar, "the bar"));
    return new Item(
        name,
        "An item",
        List.of(claim),
        network -> List.of(),
        List.of(),
        List.of(),
        new Measurement() {
          @Override
          public void measure(ReproductionContext context) {
            context.put("figure", Measure.exact(ours.get(), "-"));
          }

          @Override
          public String inputs(ImageNet imageNet) {
            return inputs;
          }
        });
  }

  @Test
  void changedCriterionNeedsNoNewMeasurement() {
    RecordingListener listener = new RecordingListener();
    assertThat(of(List.of(plain("a", "", 1, () -> 1.0))).run(listener))
        .extracting(row -> row.verdict().text(), Result::criterion)
        .containsExactly(tuple("agrees", "At least 1 (the bar)."));

    List<Result> stricter = of(List.of(plain("a", "", 2, () -> 3.0))).run(listener);

    assertThat(stricter)
        .extracting(row -> row.verdict().text(), Result::ours)
        .containsExactly(tuple("differs: 1 below", "1"));
    assertThat(listener.events).containsExactly("a 1/1", "a ends with 1", "a kept");
  }

  @Test
  void proceduresAreMeasuredOnce_andExplainAClaimThatDiffers() {
    List<String> measured = new ArrayList<>();
    Item plain = plain("a", "", 2, () -> 1.0);
    Item item =
        new Item(
            "a",
            "An item",
            plain.fixed(),
            plain.others(),
            List.of(),
            List.of(
                new Procedure("doubled", "", Map.of("factor", "2"), Map.of()),
                new Procedure("lowered", "", Map.of("factor", "0.5"), Map.of()),
                new Procedure("other network", "item", Map.of("factor", "3"), Map.of())),
            context -> {
              String factor = context.setting("factor", "1");
              measured.add(factor);
              context.put("figure", Measure.exact(Double.parseDouble(factor), "-"));
            });
    of(List.of(item), false).run(new RecordingListener());
    of(List.of(item), false).runCauses(new RecordingListener());
    of(List.of(item), false).runCauses(new RecordingListener());

    assertThat(measured).containsExactly("1", "2", "0.5", "3");
    assertThat(of(List.of(item), false).results())
        .extracting(row -> row.verdict().text(), row -> row.cause().text())
        .containsExactly(
            tuple(
                "differs: 1 below",
                "reproduced with doubled (2); spread over networks: 1 of 2 agree (the item's: 1 | other"
                    + " network: 3); excluded: lowered (0.5000)"));
  }

  @Test
  void smallCountsAreNotComparedWithThePaper() {
    List<Result> quick = of(List.of(plain("a", "", () -> 1.0)), true).run(new RecordingListener());

    assertThat(quick)
        .extracting(row -> row.verdict().text())
        .containsExactly("cannot be compared: small counts; by the rule: agrees");
    RecordingListener listener = new RecordingListener();
    assertThat(of(List.of(plain("a", "", () -> 1.0)), false).run(listener))
        .extracting(row -> row.verdict().text())
        .containsExactly("agrees");
    assertThat(listener.events).containsExactly("a 1/1", "a ends with 1");
  }

  @Test
  void reportIncludesItemsThatWereNotRun() throws IOException {
    of(List.of(plain("a", "", () -> 1.0))).run(new RecordingListener());
    Files.delete(folder.resolve("page.md"));

    of(List.of(plain("a", "", () -> 1.0), plain("b", "", () -> 1.0))).report();

    assertThat(read("results.csv"))
        .isEqualTo(
            """
            item,quantity,convention,paper,ours,verdict,cause,criterion
            a,one,-,1,1,agrees,,At least 1 (the bar).
            b,one,-,1,-,not run: not run yet; use revcor reproduce b,,At least 1 (the bar).
            """);
    assertThat(folder.resolve("page.md"))
        .content()
        .contains(
            "2 items, 2 claims: 1 agrees, 0 agrees at chance or ceiling, 0 differs, 0 cannot be"
                + " compared, 1 not run.",
            "| [a](page/a.md) | An item | 1 | 0 | 0 | 0 | 0 | 0 |");
  }

  @Test
  void itemRunsAgainIfAMeasureIsMissing() throws IOException {
    of(List.of(plain("a", "", () -> 1.0))).run(new RecordingListener());
    Path cached = folder.resolve("out/a/item.json");
    Files.writeString(cached, Files.readString(cached).replace("figure", "other"));
    RecordingListener listener = new RecordingListener();
    assertThat(of(List.of(plain("a", "", () -> 2.0))).run(listener))
        .extracting(Result::ours)
        .containsExactly("2");
    assertThat(listener.events).containsExactly("a 1/1", "a ends with 1");
  }

  @Test
  void recordedMeasuresGiveTheRecordedResults() throws IOException {
    Path recorded = Path.of(System.getProperty("revcor.home", "."), "docs/reproduction");
    FileUtils.copyDirectory(recorded.toFile(), folder.resolve("out").toFile());

    of().report();

    assertThat(folder.resolve("out/results.csv"))
        .hasSameTextualContentAs(recorded.resolve("results.csv"));
  }

  @Test
  void everyItemHasClaimsOfDistinctQuantities() {
    for (Item item : PaperItems.ALL) {
      List<Claim> claims = item.claims(Set.of());
      assertThat(claims).as(item.name()).isNotEmpty();
      assertThat(claims).extracting(Claim::quantity).as(item.name()).doesNotHaveDuplicates();
    }
  }

  @Test
  void placeholdersOfTheOverviewAreMeasuresOfClaims() throws IOException {
    Set<String> placeholders = new HashSet<>(Report.placeholders());
    assertThat(placeholders).contains("summary", "causes", "items", "folder");
    placeholders.removeAll(Set.of("summary", "causes", "items", "folder"));
    Set<String> names = new HashSet<>();
    for (Item item : PaperItems.ALL) {
      item.claims(Set.of()).stream()
          .flatMap(claim -> claim.criterion().measures().stream())
          .forEach(measure -> names.add("%s: %s".formatted(item.name(), measure)));
    }

    names.add("fig2c: labels under structured noise");
    names.add("fig2c: stimuli until all maps are reliable");
    assertThat(placeholders).hasSizeGreaterThan(10);
    assertThat(names).containsAll(placeholders);
  }

  @Test
  void pageWithoutMarkdownExtensionIsRejected() {
    assertThatThrownBy(() -> of(PaperItems.ALL, true, folder.resolve("page.html")))
        .hasMessageEndingWith("page.html; it must be a file that ends with .md");
  }

  /** Only a quick run may lack measures that take too long for it. */
  @Test
  void measuresOmittedByAQuickRunAreRequiredInAFullOne() {
    Claim claim =
        new Claim("one", "1", new Criterion.Bar("m", true, 1, "the bar"), Claim.TOO_LONG, "");
    Measures none = new Measures(Map.of());
    assertThat(Result.of("a", claim, true, none).verdict().text())
        .isEqualTo("not run: takes too long for --quick");
    assertThat(Result.of("a", claim, false, none).verdict().text())
        .isEqualTo("not run: not measured yet; use revcor reproduce a");
  }

  private static Item failing(String name) {
    return plain(
        name,
        "",
        () -> {
          throw new IllegalStateException("simulated");
        });
  }

  @Test
  void failedItemDoesNotAffectOthers() throws IOException {
    Reproduction reproduction = of(List.of(failing("a"), plain("b", "", () -> 1.0)));

    List<Result> results = reproduction.run(new RecordingListener());

    assertThat(results)
        .extracting(Result::item, Result::ours, row -> row.verdict().text())
        .containsExactly(tuple("a", "-", "not run: failed (simulated)"), tuple("b", "1", "agrees"));
    assertThat(reproduction.failed()).containsExactly("a");
    assertThat(read("results.csv")).contains("failed (simulated)").contains("b,one");
    RecordingListener again = new RecordingListener();
    of(List.of(plain("a", "", () -> 1.0), plain("b", "", () -> 2.0))).run(again);
    assertThat(again.events).containsExactly("a 1/2", "a ends with 1", "b kept");
  }

  @Test
  void missingDataIsReportedAndTriedAgain() throws IOException {
    RecordingListener listener = new RecordingListener();
    List<Result> results = of("table1").run(listener);

    assertThat(results)
        .allSatisfy(
            row ->
                assertThat(row.verdict().text())
                    .startsWith("not run: no networks of ImageNet in the models folder"));
    assertThat(listener.events).containsExactly("table1 1/1", "table1 ends with " + results.size());
    assertThat(read("results.csv")).contains("table1,", "not run: no networks");
    assertThat(read("report/table1.md")).contains("Not run.");
    RecordingListener again = new RecordingListener();
    assertThat(of("table1").run(again)).isEqualTo(results);
    assertThat(again.events).isEqualTo(listener.events);
  }

  /** Runs items that need only the data that comes with Revcor. */
  @Test
  void itemsRunQuickly() throws IOException {
    String[] items = {"fig4", "fig8", "fig9", "fig23", "fig24", "footnote5"};

    List<Result> results = of(items).run(new RecordingListener());

    assertThat(results.stream().map(Result::item).distinct()).containsExactly(items);
    assertThat(results)
        .filteredOn(row -> row.verdict().kind() == ClaimVerdict.Kind.NOT_RUN)
        .extracting(Result::quantity)
        .allMatch(quantity -> quantity.contains("cifar10-cnn"));
    int checked = 0;
    for (String item : items) {
      String page = read("report/%s.md".formatted(item));
      Matcher images = Pattern.compile("]\\(([^)]+\\.svg)\\)").matcher(page);
      while (images.find()) {
        assertThat(folder.resolve("out/report").resolve(images.group(1))).isNotEmptyFile();
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(items.length);
  }

  @Test
  void unknownItemIsRejected() {
    assertThatThrownBy(() -> of("fig2aa"))
        .hasMessageStartingWith("ITEM is fig2aa; it must be one of ")
        .hasMessageEndingWith("did you mean fig2a?");
  }
}
