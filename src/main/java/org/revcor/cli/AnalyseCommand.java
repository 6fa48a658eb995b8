package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.revcor.study.Significance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor analyse}: what of the maps of a study is beyond chance. */
@Command(
    name = "analyse",
    description = {
      "Tells what of the maps of a study that has ended is beyond chance.",
      "Writes significance.json and significant.png into its folder."
    })
final class AnalyseCommand implements Runnable {
  @Parameters(
      paramLabel = "DIR",
      description = "The folder of the study, as revcor run --out names it.")
  private Path folder;

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

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Significance significance = Significance.analyse(folder, level, smoothing);
    PrintWriter out = spec.commandLine().getOut();
    table(significance).lines().forEach(out::println);
    if (!significance.independent()) {
      out.println(
          "note: pixels are not independent under the null here; whole and smoothed maps are not tested");
    }
    out.println("significance.json, significant.png in " + folder);
    out.flush();
  }

  private static Table table(Significance significance) {
    Table table =
        new Table(
            "channel",
            ">p of the map",
            ">infoVal",
            ">pixels",
            ">familywise",
            ">discovery",
            ">smoothed",
            ">clusters");
    for (Significance.Channel channel : significance.channels()) {
      Significance.WholeMap whole = channel.wholeMap();
      Significance.Smoothed smoothed = channel.smoothed();
      table.add(
          channel.name(),
          whole == null ? "-" : number("%.2g", whole.p()),
          whole == null ? "-" : number("%.1f", whole.infoVal()),
          String.valueOf(channel.pixels()),
          String.valueOf(channel.familywise().pixels()),
          String.valueOf(channel.discovery().pixels()),
          smoothed == null ? "-" : String.valueOf(smoothed.pixels()),
          smoothed == null ? "-" : String.valueOf(smoothed.clusters().size()));
    }
    return table;
  }

  private static String number(String format, @Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }
}
