package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.revcor.schema.KeyRow;

/** The manual's table of keys is that of the declarations. */
final class StudyKeysPageTest {
  private static final Path PAGE = Path.of("docs/reference/study-keys.md");
  private static final String HEAD =
      """
      | key | default | what it may be | with | what it is |
      | --- | --- | --- | --- | --- |
      """;

  /** Writes the table with {@code -Drevcor.write-keys=true}. */
  @Test
  void thePageListsTheDeclaredKeys() throws IOException {
    String table =
        KeyRow.of(StudyKeys.ALL.described()).stream()
            .map(
                row ->
                    "| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                            row.key(), row.defaultValue(), row.range(), row.only(), row.help()))
            .collect(Collectors.joining("", HEAD, ""));
    String page = Files.readString(PAGE);
    if (Boolean.getBoolean("revcor.write-keys")) {
      Files.writeString(PAGE, page.substring(0, page.indexOf(HEAD)) + table);
      return;
    }
    assertThat(page).endsWith(table);
  }
}
