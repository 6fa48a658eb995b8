package org.revcor.cli;

import java.nio.file.Path;
import org.revcor.dataset.DataSetStatus;
import org.revcor.dataset.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor data}: lists the data sets. */
@Command(
    name = "data",
    description = "Lists the known data sets, where each was found, and missing files.",
    subcommands = DataFetchCommand.class)
final class DataCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Override
  public void run() {
    Path folder = options.read().datasets();
    Table table = new Table("name", "found in", "missing");
    DataSets.all().stream().map(set -> set.holding(folder)).forEach(set -> add(table, set));
    table.lines().forEach(out()::println);
    out().println("Data sets are read from " + folder);
  }

  private static void add(Table table, DataSetStatus set) {
    table.add(set.name(), set.complete() ? set.home().toString() : "", missing(set));
  }

  private static String missing(DataSetStatus set) {
    if (set.complete()) {
      return "";
    }
    String shipped = set.shippedTest() ? " (test images are included in Revcor)" : "";
    return String.join(", ", set.missing())
        + shipped
        + "; download with revcor data fetch "
        + set.name();
  }
}
