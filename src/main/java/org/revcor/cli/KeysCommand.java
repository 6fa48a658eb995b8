package org.revcor.cli;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.schema.KeyRow;
import org.revcor.schema.Spelling;
import org.revcor.study.specification.StudyKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor keys}: lists the keys of study files. */
@Command(name = "keys", description = "Lists the keys of study files.")
final class KeysCommand extends PrintingCommand implements Runnable {
  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      description = "A key, or the object that keys are in, such as stimulus (default: all).")
  private @Nullable String within;

  @Option(names = "--markdown", description = "Writes a table of Markdown.")
  private boolean markdown;

  @Mixin private JsonOption json;

  @Override
  public void run() {
    List<KeyRow> all = KeyRow.of(StudyKeys.ALL.described());
    List<KeyRow> rows = all.stream().filter(row -> isWithin(row.key())).toList();
    if (rows.isEmpty()) {
      throw new InvalidInputException(
          "KEY",
          Objects.requireNonNull(within),
          Spelling.expected(within, all.stream().map(KeyRow::key).toList()));
    }
    json.print(rows, () -> (markdown ? markdown(rows) : text(rows)).forEach(out()::println));
  }

  private boolean isWithin(String key) {
    return within == null
        || key.equals(within)
        || key.startsWith(within + ".")
        || key.startsWith(within + "[");
  }

  private static List<String> text(List<KeyRow> rows) {
    Table table = new Table("key", "default", "what it may be", "with", "what it is");
    rows.forEach(
        row -> table.add(row.key(), row.defaultValue(), row.range(), row.only(), row.help()));
    return table.lines();
  }

  private static List<String> markdown(List<KeyRow> rows) {
    return Stream.concat(
            Stream.of(
                "| key | default | what it may be | with | what it is |",
                "| --- | --- | --- | --- | --- |"),
            rows.stream()
                .map(
                    row ->
                        "| `%s` | %s | %s | %s | %s |"
                            .formatted(
                                row.key(),
                                row.defaultValue(),
                                row.range(),
                                row.only(),
                                row.help())))
        .toList();
  }
}
