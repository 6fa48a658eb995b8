package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.dataset.DataSet.DataSetStatus;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Fetcher;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.figure.Columns;
import org.revcor.schema.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "data",
    description = "Lists the known data sets, where each was found, and missing files.")
final class DataCommand extends PrintingCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    Path folder = options.read().folders().datasets();
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
    print(
        new Columns<DataSetStatus>()
            .with("name", DataSetStatus::name)
            .with("found in", set -> set.complete() ? set.home() : "")
            .with("missing", set -> set.complete() ? "" : missing(set)),
        sets);
    out().println("Data sets are read from " + folder);
  }

  private static String missing(DataSetStatus set) {
    return "%s%s; download with revcor data fetch %s"
        .formatted(
            String.join(", ", set.missing()),
            set.shippedTest() ? " (test images are included in Revcor)" : "",
            set.name());
  }

  @Command(
      name = "fetch",
      description = "Downloads the missing files of a data set and verifies their checksums.",
      exitCodeList = {
        "0:the data set is complete",
        "1:it could not be downloaded or written",
        "2:invalid input",
        "130:ended by Ctrl-C"
      })
  int fetch(
      @Parameters(
              index = "0",
              paramLabel = "NAME",
              completionCandidates = DataSetNames.class,
              description = "Data set: ${COMPLETION-CANDIDATES}.")
          String name,
      @Option(
              names = "--mirror",
              paramLabel = "URL",
              description =
                  "URL of a folder with the publisher's files (default: the publisher, then"
                      + " well-known mirrors).")
          @Nullable String mirror,
      @Mixin SettingsOptions settings) {
    Path folder = settings.read().folders().datasets();
    Fetcher fetcher =
        new Fetcher(
            Optional.ofNullable(mirror),
            new Printer(new RedrawnLine(out(), RedrawnLine.isTerminal())));
    return writing("cannot write the data set", () -> DataSets.named(name).fetch(folder, fetcher));
  }

  /** Prints a line per event of a download, and on a terminal the share that has arrived. */
  private record Printer(RedrawnLine line) implements Fetcher.Progress {
    @Override
    public void receive(PublishedFile file, long bytes) {
      line.redraw(() -> "%3d %%".formatted(100 * bytes / file.bytes()));
    }

    @Override
    public void tell(String event) {
      line.println(event);
    }
  }
}
