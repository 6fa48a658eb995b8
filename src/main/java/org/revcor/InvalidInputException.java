package org.revcor;

/**
 * Something that a user gave cannot be used: a study file, a request, a model, a data set, a
 * setting.
 *
 * <p>The message names the field, the value and what would be right; correcting the input is the
 * remedy.
 */
public final class InvalidInputException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;
  private final String expected;

  /**
   * @param field where the value stands, for example {@code study.stimulus.law} or a file's name
   * @param value the value as given
   * @param expected what would be right, worded to follow "it must be"
   */
  public InvalidInputException(String field, String value, String expected) {
    super(field + " is " + value + "; it must be " + expected);
    this.field = field;
    this.value = value;
    this.expected = expected;
  }

  public String field() {
    return field;
  }

  public String value() {
    return value;
  }

  public String expected() {
    return expected;
  }
}
