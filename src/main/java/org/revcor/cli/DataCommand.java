package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.revcor.dataset.DataSetStatus;
import org.revcor.dataset.DataSets;
import org.revcor.schema.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor data}: lists the data sets. */
@Command(
    name = "data",
    description = "Lists the known data sets, where each was found, and missing files.",
    subcommands = DataFetchCommand.class)
final class DataCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Path folder = options.read().datasets();
    List<DataSetStatus> sets = DataSets.all().stream().map(set -> set.holding(folder)).toList();
    json.print(sets.stream().map(DataCommand::json).toList(), () -> print(sets, folder));
  }

  private static ObjectNode json(DataSetStatus set) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("name", set.name());
    json.put("folder", set.complete() ? set.home().toString() : null);
    set.missing().forEach(json.putArray("missing")::add);
    return json.put("includesTestImages", set.shippedTest());
  }

  private void print(List<DataSetStatus> sets, Path folder) {
    Table table = new Table("name", "found in", "missing");
    sets.forEach(set -> add(table, set));
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
