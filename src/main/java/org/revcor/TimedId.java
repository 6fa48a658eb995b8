package org.revcor;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Ids that sort by the time at which they were made, and that files may be called by. */
public final class TimedId {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");
  private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-\\d{3}-[0-9a-z]{3}");
  private static final int BASE = 36;

  private TimedId() {}

  /** A new one, such as {@code 20261125-101500-042-k3f}, that is not taken. */
  public static String next(Predicate<String> taken) {
    String id;
    do {
      int random = ThreadLocalRandom.current().nextInt(BASE * BASE, BASE * BASE * BASE);
      id = ZonedDateTime.now(ZoneOffset.UTC).format(TIME) + "-" + Integer.toString(random, BASE);
    } while (taken.test(id));
    return id;
  }

  /** Whether a text is such an id. */
  public static boolean isOne(String text) {
    return ID.matcher(text).matches();
  }
}
