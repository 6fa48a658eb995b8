package org.revcor.reproduction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.Spelling;
import org.revcor.WholeFile;
import org.revcor.analysis.AnalysisStoppedException;
import org.revcor.analysis.Workers;
import org.revcor.experiment.Course;
import org.revcor.experiment.Laboratory;
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
  private final List<String> failed = new ArrayList<>();
  private volatile boolean stopped;
  private volatile Course course = new Course();

  /**
   * @param all items that there are, in the order of the report
   * @param names of those to make; all for none
   * @param out folder for results, and for studies and networks that are kept
   * @param quick whether all counts are to be small
   * @param page a file for the report as Markdown, beside the one in {@code out}
   * @param imageNet what Table 1 is made of
   * @param materials data sets and bases
   * @throws org.revcor.InvalidInputException if there is no item of a name
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
    this.all = List.copyOf(all);
    this.items = named(this.all, names);
    this.out = out;
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
  public List<Result> run(Watch watch) {
    Kept kept = new Kept(out);
    List<Result> results = new ArrayList<>();
    for (Item item : items) {
      Optional<Kept.Entry> before =
          kept.find(item.name())
              .filter(each -> each.made() && (quick || !each.quick()))
              .filter(each -> each.inputs().equals(item.inputs(imageNet)));
      if (before.isPresent()) {
        watch.kept(item.name());
        results.addAll(before.get().results());
        continue;
      }
      watch.begins(item.name(), item.title(), items.indexOf(item) + 1, items.size());
      List<Result> made = make(item, kept, watch);
      results.addAll(made);
      watch.ends(item.name(), made);
      write(kept);
    }
    write(kept);
    return results;
  }

  /** Items that broke off, for no reason that an item knows of; the log tells why. */
  public List<String> failed() {
    return List.copyOf(failed);
  }

  /** What cannot be made, for want of data most likely, is told and tried again next time. */
  private List<Result> make(Item item, Kept kept, Watch watch) {
    long start = System.nanoTime();
    course = new Course(now -> watch.shown(now.shown(), now.expected(), now.secondsLeft()));
    if (stopped) {
      throw new AnalysisStoppedException();
    }
    try (Workers workers =
        new Workers(Platform.ofThisMachine().devices(lanes.cpuLanes()), course)) {
      Outcome outcome =
          item.make(
              new Workroom(
                  out.resolve(STORE),
                  quick,
                  imageNet,
                  new Laboratory(materials, Path::of, workers),
                  course,
                  lanes,
                  checkpointInterval,
                  watch));
      kept.keep(item, quick, item.inputs(imageNet), (System.nanoTime() - start) / 1e9, outcome);
      return outcome.results();
    } catch (AnalysisStoppedException stop) {
      throw stop;
    } catch (MissingException | InvalidInputException | ObserverFailedException missing) {
      return notMade(item, kept, String.valueOf(missing.getMessage()));
    } catch (RuntimeException failure) {
      LOG.error("{} failed", item.name(), failure);
      failed.add(item.name());
      return notMade(item, kept, "failed (%s)".formatted(failure.getMessage()));
    }
  }

  private List<Result> notMade(Item item, Kept kept, String why) {
    Result result = new Result(item.name(), item.title(), "-", "-", "-", Result.NOT_RUN + why);
    kept.keepNotMade(item, quick, result);
    return List.of(result);
  }

  private static Result notYet(Item item) {
    return new Result(
        item.name(),
        item.title(),
        "-",
        "-",
        "-",
        Result.NOT_RUN + "not made yet; revcor reproduce %s makes it".formatted(item.name()));
  }

  /** Writes the table and the reports of everything that is kept, of whichever call. */
  private void write(Kept kept) {
    List<Kept.Entry> entries =
        all.stream().map(item -> kept.find(item.name())).flatMap(Optional::stream).toList();
    List<List<String>> rows =
        all.stream()
            .flatMap(
                item ->
                    kept
                        .find(item.name())
                        .map(Kept.Entry::results)
                        .orElseGet(() -> List.of(notYet(item)))
                        .stream())
            .map(
                row ->
                    List.of(
                        row.item(),
                        row.quantity(),
                        row.convention(),
                        row.paper(),
                        row.ours(),
                        row.verdict()))
            .toList();
    List<String> missing =
        all.stream().map(Item::name).filter(name -> kept.find(name).isEmpty()).toList();
    Report report = new Report(out, entries, missing);
    try {
      Files.createDirectories(out);
      write(
          "results.csv",
          FigureText.csv(
              List.of("item", "quantity", "convention", "paper", "ours", "verdict"), rows));
      write("report.html", report.html());
      write("report.md", report.markdown(out));
      if (page.isPresent()) {
        Path file = page.get().toAbsolutePath();
        String text = report.markdown(Objects.requireNonNull(file.getParent()));
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void write(String file, String text) throws IOException {
    WholeFile.write(out.resolve(file), text.getBytes(StandardCharsets.UTF_8));
  }
}
