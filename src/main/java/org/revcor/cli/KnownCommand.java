package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.LabelledImages;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.cli.NamedAnalysisCommand.LocalAnalysis;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.dataset.DataSets;
import org.revcor.estimate.Reliability;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Pilot;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.KnownReport;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.KnownStudy;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "known",
    description =
        "Estimates a map of every class of a network by regression on principal components of"
            + " images, of its outputs or, with --labels, of labels of noise on an example of each"
            + " class. Reports which classes are known, and validates the maps on labelled images."
            + " After Ctrl-C the same command resumes.",
    exitCodeList = {
      "0:the report is written, or the cost is estimated",
      "1:the study failed",
      "2:the network or an option is invalid",
      "130:ended by Ctrl-C, with a checkpoint"
    })
final class KnownCommand extends PrintingCommand implements Callable<Integer> {
  private static final String OBSERVER = "MODEL";
  private static final String TRIALS = "--trials";
  private static final String EXAMPLES = "--examples";
  private static final String BUDGET = "--budget";
  private static final long DEFAULT_TRIALS = 10_000;

  /** Labels for each class by default. */
  private static final long DEFAULT_LABELS = 500;

  private static final String VALIDATION = "validation";

  private static final String BY_AREA = "maps.png";

  @Parameters(
      index = "0",
      paramLabel = OBSERVER,
      description =
          "Name of a network, as revcor observers lists it, or a file .pt (TorchScript) or .onnx.")
  private String model;

  @Option(
      names = TRIALS,
      paramLabel = "N",
      description = "Number of stimuli, half of them reflections (default: 10000).")
  private @Nullable Long trials;

  @Option(
      names = "--labels",
      description = "Uses only the labels that the network gives to noise on --examples.")
  private boolean labels;

  @Option(
      names = EXAMPLES,
      paramLabel = "FOLDER|FILE.npy",
      description =
          "With --labels, one image of each class: a folder with a folder for each class, a NumPy"
              + " file, or the test images of ${COMPLETION-CANDIDATES}.",
      completionCandidates = DataSetNames.class)
  private @Nullable String examples;

  @Option(
      names = BUDGET,
      paramLabel = "N",
      description =
          "With --labels, number of labels, 64 a class of them to find the contrasts of the"
              + " examples (default: 500 a class).")
  private @Nullable Long budget;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the stimuli (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      description =
          "Images on which the maps are validated: a folder with a folder for each class, or the"
              + " test images of ${COMPLETION-CANDIDATES}.",
      completionCandidates = DataSetNames.class)
  private @Nullable String images;

  @ArgGroup(multiplicity = "1")
  private Purpose purpose;

  private static final class Purpose {
    @Option(
        names = "--out",
        required = true,
        paramLabel = "DIR",
        description = "Run directory for the report and the results; created if missing.")
    private @Nullable Path out;

    @Option(
        names = "--estimate",
        required = true,
        description = "Runs the first blocks and estimates time and cost.")
    private boolean estimate;
  }

  @Option(
      names = "--price",
      paramLabel = "P",
      defaultValue = "0",
      description = "Price of a response, for the cost in the report and with --estimate.")
  private double price;

  @Option(
      names = "--fresh",
      description = "Restarts from the first trial; deletes an earlier run in the run directory.")
  private boolean fresh;

  @Mixin private FileOptions file;
  @Mixin private LocalOptions local;

  @Override
  public Integer call() {
    Materials materials = local.materials();
    ObserverReference reference = file.reference(model);
    ObserverSource source = named(() -> materials.observers().resolve(reference));
    StudySpecification study = named(() -> study(source.description(), reference));
    if (purpose.estimate) {
      return local.estimate(pilot -> estimate(pilot, study));
    }
    Path out = Objects.requireNonNull(purpose.out);
    Path datasets = local.settings().folders().datasets();
    if (images != null) {
      LabelledImages.of("--images", images, datasets, source.description());
    }
    StudyView end;
    try (Interrupts interrupts = Interrupts.open();
        HeadlessStudy run = named(() -> local.start(study, out, fresh))) {
      end = local.follow(run, interrupts);
    }
    int code = local.exitCode(end);
    if (code == ExitCode.INTERRUPTED) {
      local
          .text()
          .printf(
              "stopped after %s trials; %s%n",
              ProgressLine.grouped(end.progress().trials()),
              new RunReport(local.text(), out, fresh).resuming());
    }
    if (code != ExitCode.DONE) {
      return code;
    }
    EndedStudy ended = EndedStudy.in("--out", out);
    KnownReport report = KnownReport.of(ended);
    ScoreBasis basis = study.stimuli().kind().basis(materials).orElseThrow();
    // a study that runs deletes the report of its earlier end
    boolean hasRun = !Files.exists(out.resolve(Artefact.KNOWN.fileName()));
    try {
      // before the report, which says at the next run that the maps are the same
      if (hasRun || images != null) {
        new FolderTree(out.resolve(VALIDATION)).delete(); // of earlier maps, or of other images
      }
      report.write(ended, basis);
      print(report);
      local.text().println("known.csv, known.png, known.json in " + out);
      if (images != null) {
        validate(images, out, ended, basis);
      }
      local.print(report.toJson(), () -> {});
      return ExitCode.DONE;
    } catch (AnalysisStoppedException stopped) {
      return ExitCode.INTERRUPTED;
    } catch (IOException failed) {
      err().println("cannot write the validation: " + failed);
      return ExitCode.FAILED;
    }
  }

  private StudySpecification study(ObserverDescription observer, ObserverReference reference) {
    if (!labels) {
      require(examples == null, EXAMPLES, "left out without --labels");
      require(
          budget == null, BUDGET, "left out without --labels; --trials is the number of stimuli");
      return KnownStudy.of(observer, reference, trials == null ? DEFAULT_TRIALS : trials, seed);
    }
    require(trials == null, TRIALS, "left out with --labels; --budget is the number of labels");
    if (examples == null) {
      throw new InvalidInputException(EXAMPLES, "missing", "given with --labels");
    }
    String shown =
        DataSets.names().contains(examples)
            ? examples
            : Path.of(examples).toAbsolutePath().normalize().toString();
    long number = budget == null ? DEFAULT_LABELS * (long) observer.classes().size() : budget;
    return KnownStudy.ofLabels(observer, reference, shown, number, seed);
  }

  private static void require(boolean holds, String option, String expected) {
    if (!holds) {
      throw new InvalidInputException(option, "given", expected);
    }
  }

  /** Returns what a supplier does; its refusals name options instead of keys of study files. */
  private <T> T named(Supplier<T> supplier) {
    return FileOptions.named(OBSERVER, labels ? BUDGET : TRIALS, supplier);
  }

  private boolean estimate(Pilot pilot, StudySpecification study) {
    Optional<PilotReport> measured = named(() -> pilot.run(study, Pilot.Limit.OF_A_STUDY));
    measured.ifPresent(figures -> new RunCommand.EstimateReport(out()).print(study, figures));
    measured.ifPresent(figures -> printCost(out(), study.stop().maxTrials().orElseThrow()));
    if (labels && measured.isPresent()) {
      out().println("examples have the contrast 1 here; the study finds their contrasts first");
    }
    return measured.isPresent();
  }

  private void printCost(PrintWriter text, long responses) {
    if (price > 0) {
      text.printf(
          "cost: %,.2f for %,d responses at %s each%n", price * responses, responses, price);
    }
  }

  private void validate(String images, Path out, EndedStudy study, ScoreBasis basis)
      throws IOException {
    Analysis analysis = AnalysisRegistry.named("analysis", "validate");
    String kind = DataSets.names().contains(images) ? "images" : "folder";
    Arguments arguments = Arguments.of(analysis, Map.of("study", out.toString(), kind, images));
    AnalysisResult result = new LocalAnalysis(analysis, local, err()).run(arguments);
    Path folder = Files.createDirectories(out.resolve(VALIDATION));
    AnalysisResultFiles.write(result, folder);
    WholeFile.write(folder.resolve(BY_AREA), KnownReport.sheet(study, basis, areas(result)));
    PrintWriter text = local.text();
    text.println();
    text.println(result.title());
    result.statements().forEach(text::println);
    text.println(AnalysisResultFiles.JSON + ", tables and images in " + folder);
  }

  private static double[] areas(AnalysisResult validation) {
    Figure.Table table = (Figure.Table) validation.figure("validation");
    int column = table.columns().indexOf("area");
    return table.rows().stream().mapToDouble(row -> (double) row.get(column)).toArray();
  }

  private void print(KnownReport report) {
    StudyView study = report.study();
    StudyView.ObserverView observer = study.setup().observer();
    int classes = report.classes().size();
    PrintWriter text = local.text();
    text.printf(
        "%s, %s: a map of each of %,d classes from %,d stimuli in %.1f s%n",
        observer.name(),
        "%d x %d x %d".formatted(observer.shape().toArray()),
        classes,
        study.progress().trials(),
        study.progress().seconds());
    KnownReport.Counts found = report.found();
    KnownReport.Counts shuffled = report.shuffled();
    new Columns<List<String>>()
        .with("classes", row -> row.get(0))
        .with(">number", row -> row.get(1))
        .with(">share", row -> row.get(2))
        .with(">shuffled responses", row -> row.get(3))
        .lines(
            List.of(
                row(
                    "known (reliability of .5 or more, .25 assured)",
                    found.known(),
                    shuffled.known(),
                    classes),
                row("of .9 or more", found.wellKnown(), shuffled.wellKnown(), classes),
                row(
                    "identified by the other half",
                    found.identified(),
                    shuffled.identified(),
                    classes),
                List.of("empty, by labels", "not measured", "-", "-")))
        .forEach(text::println);
    report.labels().ifPresent(each -> print(each, report.found().known()));
    report.warning().ifPresent(warning -> text.println("warning: " + warning));
  }

  private void print(KnownReport.Labels found, long known) {
    PrintWriter text = local.text();
    text.printf(
        "%,d labels, of which %,d found the contrasts of the examples%n",
        found.number(), found.ofContrasts());
    printCost(text, found.number());
    if (!found.leftOut().isEmpty()) {
      text.printf(
          "left out, since their example has no contrast: %,d classes, %s%n",
          found.leftOut().size(), String.join(", ", found.leftOut()));
    }
    text.printf(
        "another %,d labels, 100 a class: about %,d classes known instead of %,d, median"
            + " reliability %s instead of %s%n",
        found.next().number(),
        found.next().known(),
        known,
        Reliability.text(found.next().median()),
        Reliability.text(found.median()));
  }

  private static List<String> row(String name, long found, long shuffled, int classes) {
    return List.of(
        name,
        ProgressLine.grouped(found),
        "%.1f %%".formatted(100.0 * found / classes),
        ProgressLine.grouped(shuffled));
  }
}
