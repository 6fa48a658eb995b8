package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the log as logback.xml configures it. */
final class LogLinesTest {
  private static final String FORGED = "failed: a\n2026-11-29 12:00:00.000 ERROR b - c\rd";

  @Test
  void textHasTheDate_andIndentsFurtherLinesOfAMessage() throws Exception {
    assertThat(line(FORGED, Map.of(), new IOException(FORGED)))
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

    String text = line(printed, Map.of("study", "s\u009b"), new IOException(printed));

    assertThat(text)
        .contains(
            " - [study=s\\u009b] \\u001b[2K\\u001b[1G a\\u000db\\u0000c\\u0008d\\u000be\\u000cf\tg"
                + "\\u0085h\\u009bi\\u2028j\\u202ek\r\n    l\n    java.io.IOException: \\u001b[2K")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\t\r\n]]");
  }

  @Test
  void textNamesTheStudy() throws Exception {
    assertThat(line("no reply", Map.of("study", "s-1"), null))
        .endsWith(" WARN  test - [study=s-1] no reply\n");
    assertThat(line("no reply", Map.of(), null)).endsWith(" WARN  test - no reply\n");
  }

  private static String line(String message, Map<String, String> fields, @Nullable Throwable thrown)
      throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(Logger.class.getResource("/logback.xml")));
    var appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
    LoggingEvent event =
        new LoggingEvent(
            LogLinesTest.class.getName(),
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
