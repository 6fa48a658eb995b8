package org.revcor.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A damage that the format of a file reveals.
 *
 * @param name name of the file
 * @param how what messages say that it is
 * @param change makes the damaged content of the whole one
 */
record FileDamage(String name, String how, UnaryOperator<byte[]> change) {
  static final List<FileDamage> ALL =
      List.of(
          of("summary.json", "not readable JSON", "{\"trials\": "),
          of("summary.json", "not readable JSON", ""),
          of("looks.csv", "not a table with a header", ""),
          of("looks.csv", "not a table with a header", "a,b\n"),
          of("looks.csv", "damaged in line 2", "trials,seconds\n100\n"),
          new FileDamage(
              "history.csv",
              "not text in UTF-8",
              whole -> {
                byte[] binary = whole.clone();
                binary[whole.length / 2] = (byte) 0xff;
                return binary;
              }),
          new FileDamage(
              "history.csv",
              "damaged in line 2",
              whole -> {
                String text = new String(whole, StandardCharsets.UTF_8);
                int first = text.indexOf('\n') + 1;
                return (text.substring(0, first) + "1x" + text.substring(first + 1))
                    .getBytes(StandardCharsets.UTF_8);
              }));

  private static FileDamage of(String name, String how, String content) {
    return new FileDamage(name, how, whole -> content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] of(byte[] whole) {
    return change.apply(whole);
  }
}
