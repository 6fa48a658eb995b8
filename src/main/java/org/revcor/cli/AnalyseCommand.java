package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.figure.Columns;
import org.revcor.schema.Json;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.results.NonNegativeParts;
import org.revcor.study.results.Significance;
import org.revcor.study.results.SmoothAxes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
    name = "analyse",
    description = {
      "Tests which pixels of a finished study's maps are significant.",
      "Writes significance.json and significant.png into the study's run directory.",
      "Without arguments it lists the named analyses and the question of each."
    },
    exitCodeList = {
      "0:done",
      "1:the observer failed",
      "2:the run directory or an option is invalid"
    })
final class AnalyseCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Run directory of the study, as given to revcor run --out.")
  private @Nullable Path given;

  @Option(
      names = "--level",
      paramLabel = "P",
      defaultValue = "0.05",
      description = "Level of each test of each map (default: ${DEFAULT-VALUE}).")
  private double level;

  @Option(
      names = "--smoothing",
      paramLabel = "SIGMA",
      defaultValue = "1.5",
      description =
          "Standard deviation of the smoothing before random-field tests, in pixels (default:"
              + " ${DEFAULT-VALUE}).")
  private double smoothing;

  @Option(
      names = "--bayesian",
      description =
          "Estimates smooth axes of a study with covariance; writes bayesian-axes.npy,"
              + " bayesian.json and bayesian.png.")
  private boolean bayesian;

  @Option(
      names = "--nmf",
      paramLabel = "K",
      description =
          "Finds K non-negative parts of each channel of a study with covariance; writes nmf.npy,"
              + " nmf.json and nmf.png.")
  private @Nullable Integer parts;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (hasNoArguments()) {
      json.print(
          AnalysisRegistry.all().stream().map(AnalyseCommand::json).toList(), this::printAnalyses);
      return ExitCode.DONE;
    }
    Path folder = folder();
    if (parts != null) {
      NonNegativeParts.requireModules(parts);
    }
    Significance.Options options = new Significance.Options(level, smoothing);
    Optional<SmoothAxes> smooth = bayesian ? Optional.of(smoothAxes(folder)) : Optional.empty();
    Optional<NonNegativeParts> pooled =
        Optional.ofNullable(parts).map(count -> NonNegativeParts.analyse(folder, count));
    Significance tested = Significance.analyse(folder, options);
    ObjectNode all = Json.MAPPER.createObjectNode();
    all.putPOJO("significance", tested);
    smooth.ifPresent(found -> all.putPOJO("bayesian", found));
    pooled.ifPresent(found -> all.putPOJO("nmf", found));
    json.print(
        all,
        () -> {
          print(tested, folder);
          smooth.ifPresent(found -> out().println("bayesian.json and its files in " + folder));
          pooled.ifPresent(found -> out().println("nmf.json and its files in " + folder));
        });
    return ExitCode.DONE;
  }

  private boolean hasNoArguments() {
    return spec.commandLine().getParseResult().matchedArgs().stream()
        .filter(argument -> !argument.inherited())
        .allMatch(argument -> argument == spec.findOption("--json"));
  }

  private void printAnalyses() {
    print("analysis", AnalysisRegistry.general());
    out().println();
    print("analysis of the paper", AnalysisRegistry.ofThePaper());
    out().println();
    out()
        .println(
            "revcor analyse NAME --help shows the options of an analysis; revcor analyse DIR tests"
                + " which map pixels of a study are significant");
  }

  private void print(String heading, List<Analysis> analyses) {
    print(
        new Columns<Analysis>().with(heading, Analysis::name).with("question", Analysis::question),
        analyses);
  }

  private static ObjectNode json(Analysis analysis) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("name", analysis.name()).put("question", analysis.question());
    ArrayNode parameters = json.putArray("parameters");
    for (Parameter parameter : analysis.parameters()) {
      parameters
          .addObject()
          .put("name", parameter.name())
          .put("description", parameter.description())
          .put("required", parameter.required())
          .put("default", parameter.defaultValue().orElse(null));
    }
    return json;
  }

  /** Returns the run directory, which only named analyses may leave out. */
  private Path folder() {
    if (given == null) {
      throw new ParameterException(
          spec.commandLine(),
          "missing DIR: give the run directory of a study, or an analysis: "
              + String.join(", ", spec.subcommands().keySet()));
    }
    return given;
  }

  private SmoothAxes smoothAxes(Path folder) {
    RedrawnLine line = progressLine();
    SmoothAxes found =
        SmoothAxes.analyse(folder, name -> line.redraw(() -> "smooth axes of channel " + name));
    line.clear();
    return found;
  }

  private void print(Significance significance, Path folder) {
    print(
        new Columns<Significance.Channel>()
            .with("channel", Significance.Channel::name)
            .with(
                ">p of the map", channel -> of(channel.wholeMap(), map -> number("%.2g", map.p())))
            .with(">pixels", Significance.Channel::pixels)
            .with(">familywise", channel -> found(channel, channel.familywise()))
            .with(">discovery", channel -> found(channel, channel.discovery()))
            .with(">smoothed", channel -> of(channel.smoothed(), Significance.Smoothed::pixels))
            .with(">clusters", channel -> of(channel.smoothed(), map -> map.clusters().size())),
        significance.channels());
    List<Significance.Channel> untested =
        significance.channels().stream().filter(channel -> channel.reason() != null).toList();
    if (!untested.isEmpty()) {
      out()
          .printf(
              "note: pixels of %s are not tested; %s has %s%n",
              PilotReport.listed(untested.stream().map(Significance.Channel::name).toList()),
              untested.getFirst().name(),
              untested.getFirst().reason());
    }
    if (significance.reason() != null) {
      out()
          .printf(
              "note: %smoothed maps are not tested, because %s%n",
              significance.independent() ? "s" : "whole and s", significance.reason());
    }
    out().println("significance.json, significant.png in " + folder);
  }

  private static <T> Object of(@Nullable T tested, Function<T, Object> result) {
    return tested == null ? "-" : result.apply(tested);
  }

  private static Object found(
      Significance.Channel channel, Significance.@Nullable Pixels significant) {
    return channel.pixels() == 0 || significant == null ? "-" : significant.pixels();
  }

  private static String number(String format, @Nullable Double value) {
    return value == null ? "-" : format.formatted(value);
  }
}
