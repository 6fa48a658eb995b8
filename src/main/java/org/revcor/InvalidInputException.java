package org.revcor;

/**
 * Reports user input that is not valid: a study file, a request, a model, a data set or a setting.
 *
 * <p>The message names the field, the value and what is valid.
 */
public final class InvalidInputException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;
  private final String expected;

  /**
   * @param field location of the value, for example {@code study.stimulus.law} or a file name
   * @param expected what is valid, worded to follow "it must be"
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
