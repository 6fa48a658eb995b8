package org.revcor.study.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

final class DatabaseSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:mysql://localhost/revcor | jdbc:mysql://localhost/revcor",
        "jdbc:postgresql://host/revcor?user=a&password=hunter2&ssl=true | jdbc:postgresql://host/revcor?user=a&password=***&ssl=true",
        "jdbc:postgresql://a:hunter2@host/revcor | jdbc:postgresql://***@host/revcor",
        "jdbc:h2:./x;PASSWORD=hunter2;TRACE_LEVEL_FILE=3 | jdbc:h2:./x;PASSWORD=***;TRACE_LEVEL_FILE=3",
      })
  void anAddressOfAnotherDatabaseOrWithAPasswordIsRefusedWithoutThePassword(
      String url, String shown) {
    assertRefused(() -> new DatabaseSettings(url, "revcor", "", SchemaMode.UPDATE))
        .hasMessage(
            "revcor.database.url is %s; it must be embedded, or an address like jdbc:postgresql://localhost:5432/revcor without user and password",
            shown);
  }

  @Test
  void thePasswordIsNotPrinted() {
    DatabaseSettings settings =
        new DatabaseSettings(
            "jdbc:postgresql://localhost:5432/revcor", "revcor", "hunter2", SchemaMode.CHECK);

    assertThat(settings)
        .hasToString(
            "DatabaseSettings[url=jdbc:postgresql://localhost:5432/revcor, user=revcor, schema=CHECK]");
  }
}
