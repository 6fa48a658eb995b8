package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.LabelledImages;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.cli.NamedAnalysisCommand.LocalAnalysis;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.dataset.DataSets;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.KnownReport;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.KnownStudy;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "known",
    description =
        "Estimates a map of every class of a network of colour images by regression on principal"
            + " components of natural images, reports which classes are known, and validates the"
            + " maps on labelled images. After Ctrl-C the same command resumes.",
    exitCodeList = {
      "0:the report is written",
      "1:the study failed",
      "2:the network or an option is invalid",
      "130:ended by Ctrl-C, with a checkpoint"
    })
final class KnownCommand extends PrintingCommand implements Callable<Integer> {
  private static final String OBSERVER = "MODEL";
  private static final String VALIDATION = "validation";

  private static final String BY_AREA = "maps.png";

  @Parameters(
      index = "0",
      paramLabel = OBSERVER,
      description =
          "Name of a network, as revcor observers lists it, or a file .pt (TorchScript) or .onnx.")
  private String model;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Number of stimuli, half of them reflections (default: ${DEFAULT-VALUE}).")
  private long trials;

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      description =
          "Images on which the maps are validated: a folder with a folder for each class, or the"
              + " test images of ${COMPLETION-CANDIDATES}.",
      completionCandidates = DataSetNames.class)
  private @Nullable String images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Run directory for the report and the results; created if missing.")
  private Path out;

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
    ObserverSource source =
        FileOptions.named(OBSERVER, () -> materials.observers().resolve(reference));
    StudySpecification study =
        FileOptions.named(OBSERVER, () -> KnownStudy.of(source.description(), reference, trials));
    Path datasets = local.settings().folders().datasets();
    if (images != null) {
      LabelledImages.of("--images", images, datasets, source.description());
    }
    StudyView end;
    try (Interrupts interrupts = Interrupts.open();
        HeadlessStudy run = FileOptions.named(OBSERVER, () -> local.start(study, out, fresh))) {
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
        validate(images, ended, basis);
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

  private void validate(String images, EndedStudy study, ScoreBasis basis) throws IOException {
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
                    "known (reliability of .5 or more, assured above 0)",
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
    report.warning().ifPresent(warning -> text.println("warning: " + warning));
  }

  private static List<String> row(String name, long found, long shuffled, int classes) {
    return List.of(
        name,
        ProgressLine.grouped(found),
        "%.1f %%".formatted(100.0 * found / classes),
        ProgressLine.grouped(shuffled));
  }
}
