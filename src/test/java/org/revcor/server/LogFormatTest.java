package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.revcor.schema.Json;

/** Tests the log as logback.xml configures it. */
final class LogFormatTest {
  private static final String FORGED = "failed: a\n2026-11-29 12:00:00.000 ERROR b - c\rd";

  private static final Map<String, String> FIELDS =
      Map.of("request", "r-1", "study", "s-1", "worker", "a\nb", "pekkoSource", "x");

  @Test
  void textHasTheDate_andIndentsFurtherLinesOfAMessage() throws Exception {
    assertThat(line("text"))
        .matches(
            """
            \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  test - failed: a
                2026-11-29 12:00:00\\.000 ERROR b - c\\\\u000dd
                java\\.io\\.IOException: failed: a
                2026-11-29 12:00:00\\.000 ERROR b - c\\\\u000dd
            (    \tat .*
            )+\
            """);
  }

  @Test
  void textEscapesWhatControlsATerminal() throws Exception {
    String printed = "\u001b[2K\u001b[1G a\rb\0c\bd\u000be\ff\tg\u0085h\u009bi\u2028j\u202ek\r\nl";

    String text = line("text", printed, Map.of("study", "s\u009b"), new IOException(printed));

    assertThat(text)
        .contains(
            " - [study=s\\u009b] \\u001b[2K\\u001b[1G a\\u000db\\u0000c\\u0008d\\u000be\\u000cf\tg"
                + "\\u0085h\\u009bi\\u2028j\\u202ek\r\n    l\n    java.io.IOException: \\u001b[2K")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\t\r\n]]");
  }

  @Test
  void jsonHasOneObjectOnEachLine() throws Exception {
    String line = line("json");

    assertThat(line.strip().lines()).hasSize(1);
    JsonNode event = Json.MAPPER.readTree(line);
    assertThat(event.path("formattedMessage").asText()).isEqualTo(FORGED);
    assertThat(event.path("level").asText()).isEqualTo("WARN");
    assertThat(event.path("timestamp").isNumber()).isTrue();
    assertThat(event.path("loggerName").asText()).isEqualTo("test");
  }

  @Test
  void textNamesRequestStudyAndWorker_unlessTheMessageDoes() throws Exception {
    assertThat(line("text", "no reply", FIELDS))
        .endsWith(" WARN  test - [request=r-1 study=s-1 worker=a b] no reply\n");
    assertThat(line("text", "study s-1: worker a\nb fails", FIELDS))
        .endsWith(" WARN  test - [request=r-1] study s-1: worker a\n    b fails\n");
    assertThat(line("text", "no reply", Map.of())).endsWith(" WARN  test - no reply\n");
  }

  @Test
  void jsonHasRequestStudyAndWorkerAsMembers() throws Exception {
    JsonNode event = Json.MAPPER.readTree(line("json", "study s-1", FIELDS));

    assertThat(event.path("request").asText()).isEqualTo("r-1");
    assertThat(event.path("study").asText()).isEqualTo("s-1");
    assertThat(event.path("worker").asText()).isEqualTo("a\nb");
    assertThat(event.has("mdc")).isFalse();
    assertThat(Json.MAPPER.readTree(line("json", "none", Map.of())).has("study")).isFalse();
  }

  private static String line(String format) throws Exception {
    return line(format, FORGED, Map.of(), new IOException(FORGED));
  }

  private static String line(String format, String message, Map<String, String> fields)
      throws Exception {
    return line(format, message, fields, null);
  }

  private static String line(
      String format, String message, Map<String, String> fields, @Nullable Throwable thrown)
      throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty("REVCOR_LOG", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(Logger.class.getResource("/logback.xml")));
    var appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
    LoggingEvent event =
        new LoggingEvent(
            LogFormatTest.class.getName(),
            context.getLogger("test"),
            Level.WARN,
            message,
            thrown,
            null);
    event.setMDCPropertyMap(fields);
    return appender instanceof ConsoleAppender<ILoggingEvent> console
        ? new String(console.getEncoder().encode(event), StandardCharsets.UTF_8)
        : "";
  }
}
