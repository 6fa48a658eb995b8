package org.revcor.paper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.RevcorVersion;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.figure.FigureText;
import org.revcor.file.WholeFile;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.paper.Item.MissingException;
import org.revcor.paper.Item.Procedure;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reproduces items one after the other, caches their outcomes, and writes tables and reports. */
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
  private final CachedResults cached;
  private final List<String> failed = new ArrayList<>();
  private final Map<String, String> digests = new ConcurrentSkipListMap<>();
  private volatile boolean stopped;
  private volatile AnalysisProgress progress = new AnalysisProgress();

  /**
   * @param all all items, in the order of the report
   * @param names names of the items to run; empty for all
   * @param out folder for results, and for cached studies and networks
   * @param page a file for the overview as Markdown, with a page for each item in a folder of the
   *     same name beside it; written in addition to {@code report.md} in {@code out}
   * @throws org.revcor.InvalidInputException if an item does not exist, or the page's name does not
   *     end with {@code .md}
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
    this.cached = new CachedResults(out);
    this.quick = quick;
    this.page = page;
    this.imageNet = imageNet;
    this.lanes = lanes;
    this.checkpointInterval = checkpointInterval;
    Observers observers =
        Observers.withAnyFile(new Catalogue(out.resolve(STORE).resolve("observers")));
    this.materials =
        new Materials(
            reference -> used(observers.resolve(reference)),
            observers::file,
            materials.datasets(),
            materials.bases());
  }

  /** Notes the digest of a network. */
  private ObserverSource used(ObserverSource source) {
    digests.put(source.description().name(), source.description().digest());
    return source;
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

  /** Stops the run soon; outcomes so far are cached. */
  public void stop() {
    stopped = true;
    progress.stop();
  }

  /**
   * Runs all selected items that are not cached. A failure does not affect other items.
   *
   * @throws org.revcor.analysis.AnalysisProgress.AnalysisStoppedException if the run was stopped
   */
  public List<Result> run(ReproductionListener listener) {
    List<Result> results = new ArrayList<>();
    for (Item item : items) {
      if (isComplete(item)) {
        listener.kept(item.name());
        results.addAll(results(item));
        continue;
      }
      listener.begins(item.name(), item.title(), items.indexOf(item) + 1, items.size());
      run(item, listener);
      List<Result> own = results(item);
      results.addAll(own);
      listener.ends(item.name(), own);
      report();
    }
    report();
    return results;
  }

  /** Returns whether the outcome is cached, for the same inputs and with all required measures. */
  private boolean isComplete(Item item) {
    return cached
        .find(item.name())
        .filter(each -> each.isMeasured() && (quick || !each.quick()))
        .filter(each -> each.inputs().equals(item.measurement().inputs(imageNet)))
        .filter(
            each ->
                item.claims(each.measures().names()).stream()
                    .filter(claim -> claim.absence(each.quick()).isEmpty())
                    .allMatch(claim -> each.measures().haveAll(claim.criterion().measures())))
        .isPresent();
  }

  private List<Result> results(Item item) {
    Optional<CachedResults.Entry> entry = cached.find(item.name());
    if (entry.isPresent() && entry.get().isMeasured()) {
      Measures measures = entry.get().measures();
      return item.claims(measures.names()).stream()
          .map(
              claim -> {
                Result row = Result.of(item.name(), claim, entry.get().quick(), measures);
                return entry.get().quick()
                    ? row.ofSmallCounts()
                    : row.withCause(
                        () -> Cause.of(claim, item.procedures(), measures, tried(item)));
              })
          .toList();
    }
    String reason =
        entry
            .map(CachedResults.Entry::problem)
            .orElse("not run yet; use revcor reproduce %s".formatted(item.name()));
    return item.claims(Set.of()).stream()
        .map(claim -> Result.notRun(item.name(), claim, reason))
        .toList();
  }

  private Map<String, Measures> tried(Item item) {
    Map<String, Measures> measures = new LinkedHashMap<>();
    cached.causes(item.name()).forEach((name, each) -> measures.put(name, each.measures()));
    return measures;
  }

  /** Returns the items that failed for an unexpected reason; see the log. */
  public List<String> failed() {
    return List.copyOf(failed);
  }

  /**
   * Runs an item. If it fails, mostly for missing data, the reason is stored and the next run
   * repeats it.
   */
  private void run(Item item, ReproductionListener listener) {
    long start = System.nanoTime();
    digests.clear();
    try {
      ReproductionContext context = measure(item, Map.of(), listener);
      cached.store(
          item,
          quick,
          item.measurement().inputs(imageNet),
          Map.copyOf(digests),
          (System.nanoTime() - start) / 1e9,
          new Measures(context.measured()),
          context.analysisResults());
    } catch (AnalysisStoppedException stop) {
      throw stop;
    } catch (MissingException | InvalidInputException | ObserverFailedException missing) {
      cached.storeFailure(item, quick, String.valueOf(missing.getMessage()));
    } catch (RuntimeException failure) {
      LOG.error("{} failed", item.name(), failure);
      failed.add(item.name());
      cached.storeFailure(item, quick, "failed (%s)".formatted(failure.getMessage()));
    }
  }

  /**
   * Measures the selected items with each of their procedures that is not cached, and reports.
   *
   * @throws org.revcor.analysis.AnalysisProgress.AnalysisStoppedException if the run was stopped
   */
  public void runCauses(ReproductionListener listener) {
    for (Item item : items) {
      listener.begins(item.name(), item.title(), items.indexOf(item) + 1, items.size());
      Map<String, CachedResults.Tried> tried = new LinkedHashMap<>();
      Map<String, CachedResults.Tried> before = cached.causes(item.name());
      for (Procedure procedure : item.procedures()) {
        if (procedure.settings().isEmpty()) {
          continue;
        }
        CachedResults.Tried last = before.get(procedure.name());
        boolean isComplete =
            last != null
                && last.problem().isEmpty()
                && last.settings().equals(procedure.settings());
        tried.put(procedure.name(), isComplete ? last : measured(item, procedure, listener));
        cached.storeCauses(item, tried);
        report();
      }
      listener.ends(item.name(), results(item));
    }
    report();
  }

  private CachedResults.Tried measured(
      Item item, Procedure procedure, ReproductionListener listener) {
    listener.part(procedure.name());
    long start = System.nanoTime();
    String problem = "";
    Map<String, Measure> measures = Map.of();
    try {
      measures = measure(item, procedure.settings(), listener).measured();
    } catch (AnalysisStoppedException stop) {
      throw stop;
    } catch (RuntimeException failure) {
      LOG.error("{}, {} failed", item.name(), procedure.name(), failure);
      failed.add("%s, %s".formatted(item.name(), procedure.name()));
      problem = String.valueOf(failure.getMessage());
    }
    return new CachedResults.Tried(
        procedure.settings(),
        problem,
        (System.nanoTime() - start) / 1e9,
        RevcorVersion.TEXT,
        new Measures(measures));
  }

  private ReproductionContext measure(
      Item item, Map<String, String> settings, ReproductionListener listener) {
    progress =
        new AnalysisProgress(now -> listener.shown(now.shown(), now.expected(), now.secondsLeft()));
    if (stopped) {
      throw new AnalysisStoppedException();
    }
    Platform platform = Platform.ofThisMachine(lanes.kernels());
    try (AnalysisThreads threads =
        new AnalysisThreads(
            platform.devices(lanes.cpuLanes()), platform.hasVectorKernels(), progress)) {
      ReproductionContext context =
          new ReproductionContext(
              out.resolve(STORE),
              quick,
              settings,
              imageNet,
              new AnalysisContext(materials, Path::of, threads),
              lanes,
              checkpointInterval,
              listener,
              new LinkedHashMap<>(),
              new ArrayList<>());
      item.measurement().measure(context);
      return context;
    }
  }

  /**
   * Evaluates the claims of all cached outcomes and writes the table and the reports; runs nothing.
   */
  public void report() {
    List<Report.Part> parts =
        all.stream()
            .map(item -> new Report.Part(item, cached.find(item.name()), results(item)))
            .toList();
    Report report = new Report(out, parts);
    List<List<String>> rows = results().stream().map(Result::cells).toList();
    Uncheck.run(() -> Files.createDirectories(out));
    byte[] table = FigureText.csv(Result.COLUMNS, rows).getBytes(StandardCharsets.UTF_8);
    Uncheck.run(() -> WholeFile.write(out.resolve("results.csv"), table));
    Uncheck.accept(report::writePages, out.resolve("report.md"));
    page.ifPresent(file -> Uncheck.accept(report::writePages, file));
  }

  public List<Result> results() {
    return all.stream().flatMap(item -> results(item).stream()).toList();
  }
}
