package org.revcor.server;

/**
 * The result of a check of {@link Doctor}.
 *
 * @param text what was found and, unless that is in order, what to do
 */
public record Diagnosis(String subject, Level level, String text) {
  /** With a problem, a server does not start. */
  public enum Level {
    OK,
    WARNING,
    PROBLEM
  }

  static Diagnosis ok(String subject, String text) {
    return new Diagnosis(subject, Level.OK, text);
  }

  static Diagnosis warning(String subject, String text) {
    return new Diagnosis(subject, Level.WARNING, text);
  }

  static Diagnosis problem(String subject, String text) {
    return new Diagnosis(subject, Level.PROBLEM, text);
  }
}
