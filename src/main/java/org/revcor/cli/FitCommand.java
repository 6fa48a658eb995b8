package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.figure.Columns;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.Basis;
import org.revcor.stimulus.BasisCard;
import org.revcor.stimulus.FitListener;
import org.revcor.stimulus.FitOptions;
import org.revcor.stimulus.GaborFit;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.PcaFit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * {@code revcor fit}: lists the bases of stimuli, or fits one and writes it to the bases folder.
 */
@Command(
    name = "fit",
    description = {
      "Fits a basis of stimuli to the images of a data set.",
      "Without arguments it lists the bases from which stimuli can be drawn."
    })
final class FitCommand extends PrintingCommand implements Runnable {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Bases bases = Bases.ofDataFolder(options.read().folders().data());
    List<BasisEntry> entries = bases.entries();
    json.print(
        entries.stream().map(FitCommand::json).toList(), () -> print(entries, bases.folder()));
  }

  static ObjectNode json(BasisEntry entry) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("name", entry.name()).put("origin", origin(entry));
    entry.card().ifPresent(card -> json.set("card", Json.MAPPER.valueToTree(card)));
    entry.problem().ifPresent(problem -> json.put("problem", problem));
    return json;
  }

  private static String origin(BasisEntry entry) {
    return entry.file().isPresent() ? "fitted" : "shipped";
  }

  /** Formats fractions in [0,1] as {@code 98.01, 97.99 %}. */
  private static String percent(List<Double> shares) {
    return shares.stream()
            .map(share -> "%.2f".formatted(100 * share))
            .collect(Collectors.joining(", "))
        + " %";
  }

  private void print(List<BasisEntry> entries, Path folder) {
    print(
        new Columns<BasisEntry>()
            .with("name", BasisEntry::name)
            .with("origin", FitCommand::origin)
            .with("data", entry -> entry.card().map(BasisCard::dataset))
            .with("images", entry -> entry.card().map(BasisCard::shapeText))
            .with(">wavelets", entry -> entry.card().map(BasisCard::wavelets))
            .with(">components", entry -> entry.card().map(BasisCard::components))
            .with(
                "variance",
                entry -> entry.card().map(BasisCard::explainedVariance).map(FitCommand::percent))
            .with("problem", BasisEntry::problem),
        entries);
    out().println("Fitted bases are read from " + folder);
  }

  @Command(
      name = "gabor-pca",
      description =
          "Fits principal components of Gabor wavelets to the training images of a data set.",
      exitCodeList = {
        "0:the basis is written",
        "1:it could not be written",
        "2:invalid input",
        "130:ended by Ctrl-C; nothing is written"
      })
  int gaborPca(
      @Mixin FitTarget target,
      @Option(
              names = "--components",
              paramLabel = "N",
              description =
                  "Number of components per plane (default: 250 for grey images, 600 for others).")
          @Nullable Integer components,
      @Option(
              names = "--scales",
              split = ",",
              paramLabel = "K",
              description =
                  "Tile sizes of the wavelets in pixels, odd (default: 3,7,15 for 28-pixel images,"
                      + " 3,5,9,17 for 32).")
          @Nullable List<Integer> scales,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "Name of the basis (default: gabor-DATA).")
          @Nullable String name) {
    Images images = target.images();
    FitOptions defaults = FitOptions.defaults(images);
    FitOptions options =
        new FitOptions(
            name == null ? defaults.name() : name,
            components == null ? defaults.components() : components,
            scales == null ? defaults.scales() : scales);
    return target.write(
        options.name(),
        listener -> GaborFit.run(images, options, THREADS, listener),
        basis -> " of %d wavelets".formatted(basis.card().wavelets()));
  }

  @Command(
      name = "pca",
      description = "Fits principal components of the pixels to the training images of a data set.",
      exitCodeList = {
        "0:the basis is written",
        "1:it could not be written",
        "2:invalid input",
        "130:ended by Ctrl-C; nothing is written"
      })
  int pca(
      @Mixin FitTarget target,
      @Option(
              names = "--components",
              paramLabel = "N",
              defaultValue = "100",
              description = "Number of components (default: ${DEFAULT-VALUE}).")
          int components,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "Name of the basis (default: pca-DATA).")
          @Nullable String name) {
    Images images = target.images();
    String given = name == null ? PcaBasis.nameOf(images.name()) : name;
    return target.write(
        given, listener -> PcaFit.run(images, given, components, THREADS, listener), basis -> "");
  }

  /** Options of all fits: the images, and the folder of the basis. */
  static final class FitTarget {
    @Option(
        names = "--data",
        required = true,
        paramLabel = "NAME",
        completionCandidates = DataSetNames.class,
        description = "Data set: ${COMPLETION-CANDIDATES}.")
    private String data;

    @Mixin private SettingsOptions settings;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description =
            "Folder for NAME.safetensors and NAME.json (default: bases in the data folder).")
    private @Nullable Path out;

    @Mixin private JsonOption json;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    Images images() {
      return DataSets.train(data, settings.read().folders().datasets());
    }

    /**
     * Fits and writes a basis.
     *
     * @param fit returns the basis, or empty if it is stopped
     * @param summary returns what the components are of, for the last line
     */
    <B extends Basis> int write(
        String name, Function<FitListener, Optional<B>> fit, Function<B, String> summary) {
      Bases bases =
          out == null ? Bases.ofDataFolder(settings.read().folders().data()) : new Bases(out);
      try {
        int exitCode = write(name, bases.folder(), fit, summary);
        if (exitCode == ExitCode.DONE) {
          json.print(FitCommand.json(bases.find(name).orElseThrow()));
        }
        return exitCode;
      } catch (IOException failed) {
        spec.commandLine().getErr().println("cannot write the basis: " + failed);
        return ExitCode.FAILED;
      }
    }

    private <B extends Basis> int write(
        String name,
        Path folder,
        Function<FitListener, Optional<B>> fit,
        Function<B, String> summary)
        throws IOException {
      RedrawnLine line = new RedrawnLine(json.text());
      try (Interrupts interrupts = Interrupts.open()) {
        line.println("fitting " + name);
        Optional<B> fitted =
            fit.apply(
                new FitListener() {
                  @Override
                  public void begin(String step, int plane, int planes) {
                    line.redraw(() -> "plane %d/%d  %s".formatted(plane, planes, step));
                  }

                  @Override
                  public void planeFitted(int plane, int planes, double explained) {
                    String share = percent(List.of(explained));
                    line.println("plane %d/%d  %s of the variance".formatted(plane, planes, share));
                  }

                  @Override
                  public boolean stopped() {
                    return interrupts.came();
                  }
                });
        if (fitted.isEmpty()) {
          line.println("stopped; nothing written");
          return ExitCode.INTERRUPTED;
        }
        B basis = fitted.get();
        basis.write(folder);
        line.println(
            "%s: %d components%s, %s of the variance, in %s"
                .formatted(
                    basis.name(),
                    basis.components(),
                    summary.apply(basis),
                    percent(basis.card().explainedVariance()),
                    folder.toAbsolutePath().normalize()));
        return ExitCode.DONE;
      }
    }
  }
}
