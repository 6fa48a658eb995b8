package org.revcor.reproduction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.Spelling;
import org.revcor.WholeFile;
import org.revcor.analysis.AnalysisStoppedException;
import org.revcor.analysis.Workers;
import org.revcor.experiment.AnalysisProgress;
import org.revcor.experiment.AnalysisContext;
import org.revcor.figure.FigureText;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.Materials;
import org.revcor.study.Observers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes items one after the other, keeps what they came to, and writes tables and reports. */
public final class Reproduction {
  private static final Logger LOG = LoggerFactory.getLogger(Reproduction.class);

  private static final String STORE = "store";

  private final List<Item> all;
  private final List<Item> items;
  private final Path out;
  private final boolean quick;
  private final Optional<Path> page;
  private final ImageNet imageNet;
  private final Materials materials;
  private final LaneSettings lanes;
  private final Duration checkpointInterval;
  private final CachedResults kept;
  private final List<String> failed = new ArrayList<>();
  private volatile boolean stopped;
  private volatile AnalysisProgress course = new AnalysisProgress();

  /**
   * @param all items that there are, in the order of the report
   * @param names of those to make; all for none
   * @param out folder for results, and for studies and networks that are kept
   * @param quick whether all counts are to be small
   * @param page a file for the overview as Markdown, with a page for each item in a folder of its
   *     name beside it; one more than {@code report.md} in {@code out}
   * @param imageNet what Table 1 is made of
   * @param materials data sets and bases
   * @throws org.revcor.InvalidInputException if there is no item of a name, or the page's name does
   *     not end with {@code .md}
   */
  public Reproduction(
      List<Item> all,
      List<String> names,
      Path out,
      boolean quick,
      Optional<Path> page,
      ImageNet imageNet,
      Materials materials,
      LaneSettings lanes,
      Duration checkpointInterval) {
    page.map(String::valueOf)
        .filter(each -> !each.endsWith(".md"))
        .ifPresent(
            each -> {
              throw new InvalidInputException("--page", each, "a file that ends with .md");
            });
    this.all = List.copyOf(all);
    this.items = named(this.all, names);
    this.out = out;
    this.kept = new CachedResults(out);
    this.quick = quick;
    this.page = page;
    this.imageNet = imageNet;
    this.lanes = lanes;
    this.checkpointInterval = checkpointInterval;
    this.materials =
        new Materials(
            Observers.withAnyFile(new Catalogue(out.resolve(STORE).resolve("observers"))),
            materials.datasets(),
            materials.bases(),
            materials.calibrations());
  }

  private static List<Item> named(List<Item> all, List<String> names) {
    List<String> known = all.stream().map(Item::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new InvalidInputException("ITEM", name, Spelling.expected(name, known));
      }
    }
    return all.stream().filter(item -> names.isEmpty() || names.contains(item.name())).toList();
  }

  /** Ends it soon; what was made is kept. */
  public void stop() {
    stopped = true;
    course.stop();
  }

  /**
   * Makes all items that were not made yet. One that fails costs no other.
   *
   * @return rows of all items that were asked for
   * @throws org.revcor.analysis.AnalysisStoppedException if it was stopped
   */
  public List<Result> run(ReproductionListener watch) {
    List<Result> results = new ArrayList<>();
    for (Item item : items) {
      if (isWhole(item)) {
        watch.kept(item.name());
        results.addAll(judged(item));
        continue;
      }
      watch.begins(item.name(), item.title(), items.indexOf(item) + 1, items.size());
      make(item, watch);
      List<Result> made = judged(item);
      results.addAll(made);
      watch.ends(item.name(), made);
      report();
    }
    report();
    return results;
  }

  /** Whether an item is kept, as it was asked for and with all that its claims need. */
  private boolean isWhole(Item item) {
    return kept.find(item.name())
        .filter(each -> each.isMade() && (quick || !each.quick()))
        .filter(each -> each.inputs().equals(item.inputs(imageNet)))
        .filter(
            each ->
                item.claims(each.measures().names()).stream()
                    .filter(claim -> claim.absence(each.quick()).isEmpty())
                    .allMatch(claim -> each.measures().haveAll(claim.criterion().measures())))
        .isPresent();
  }

  private List<Result> judged(Item item) {
    Optional<CachedResults.Entry> entry = kept.find(item.name());
    if (entry.isPresent() && entry.get().isMade()) {
      Measures measures = entry.get().measures();
      return item.claims(measures.names()).stream()
          .map(claim -> Result.of(item.name(), claim, entry.get().quick(), measures))
          .map(row -> entry.get().quick() ? row.ofSmallCounts() : row)
          .toList();
    }
    String why =
        entry
            .map(CachedResults.Entry::problem)
            .orElse("not made yet; revcor reproduce %s makes it".formatted(item.name()));
    return item.claims(Set.of()).stream()
        .map(claim -> Result.notRun(item.name(), claim, why))
        .toList();
  }

  /** Items that failed for a reason that no item expects; see the log. */
  public List<String> failed() {
    return List.copyOf(failed);
  }

  /**
   * An item that cannot be made, mostly for missing data, is reported and tried again next time.
   */
  private void make(Item item, ReproductionListener watch) {
    long start = System.nanoTime();
    course = new AnalysisProgress(now -> watch.shown(now.shown(), now.expected(), now.secondsLeft()));
    if (stopped) {
      throw new AnalysisStoppedException();
    }
    try (Workers workers =
        new Workers(Platform.ofThisMachine().devices(lanes.cpuLanes()), course)) {
      Outcome outcome =
          item.make(
              new ReproductionContext(
                  out.resolve(STORE),
                  quick,
                  imageNet,
                  new AnalysisContext(materials, Path::of, workers),
                  course,
                  lanes,
                  checkpointInterval,
                  watch));
      kept.keep(item, quick, item.inputs(imageNet), (System.nanoTime() - start) / 1e9, outcome);
    } catch (AnalysisStoppedException stop) {
      throw stop;
    } catch (MissingException | InvalidInputException | ObserverFailedException missing) {
      kept.keepNotMade(item, quick, String.valueOf(missing.getMessage()));
    } catch (RuntimeException failure) {
      LOG.error("{} failed", item.name(), failure);
      failed.add(item.name());
      kept.keepNotMade(item, quick, "failed (%s)".formatted(failure.getMessage()));
    }
  }

  /**
   * Judges the claims of everything that is kept, of whichever call, and writes the table and the
   * reports; makes nothing.
   */
  public void report() {
    List<Report.Part> parts =
        all.stream()
            .map(item -> new Report.Part(item, kept.find(item.name()), judged(item)))
            .toList();
    Report report = new Report(out, parts);
    List<List<String>> rows =
        parts.stream().flatMap(part -> part.results().stream()).map(Result::cells).toList();
    try {
      Files.createDirectories(out);
      write("results.csv", FigureText.csv(Result.COLUMNS, rows));
      write("report.html", report.html());
      report.writePages(out.resolve("report.md"));
      if (page.isPresent()) {
        report.writePages(page.get());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void write(String file, String text) throws IOException {
    WholeFile.write(out.resolve(file), text.getBytes(StandardCharsets.UTF_8));
  }
}
