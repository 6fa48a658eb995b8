package org.revcor.study.results;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Ids that sort by creation time and are valid file names. */
public final class TimedId {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
  private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-\\d{3}-[0-9a-z]{3}");
  private static final int TIME_LENGTH = 19;
  private static final int BASE = 36;
  private static final AtomicReference<Instant> LAST = new AtomicReference<>(Instant.EPOCH);

  private TimedId() {}

  /**
   * Returns a new id, such as {@code 20261125-101500-042-k3f}, that is not taken. It sorts after
   * all earlier ones of this process.
   */
  public static String next(Predicate<String> taken) {
    String id;
    do {
      int random = ThreadLocalRandom.current().nextInt(BASE * BASE, BASE * BASE * BASE);
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      Instant time = LAST.updateAndGet(last -> now.compareTo(last) > 0 ? now : last.plusMillis(1));
      id = TIME.format(time) + "-" + Integer.toString(random, BASE);
    } while (taken.test(id));
    return id;
  }

  /** Returns the time of an id; empty if the text is no such id. */
  public static Optional<Instant> time(String text) {
    try {
      return ID.matcher(text).matches()
          ? Optional.of(TIME.parse(text.substring(0, TIME_LENGTH), Instant::from))
          : Optional.empty();
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  public static boolean isOne(String text) {
    return time(text).isPresent();
  }
}
