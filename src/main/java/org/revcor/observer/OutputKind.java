package org.revcor.observer;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/** What the numbers mean that an observer gives. */
public enum OutputKind {
  /**
   * Real numbers; softmax (or, of a single one, the logistic function) makes them probabilities.
   */
  LOGITS,
  /** Numbers in [0,1] that sum to one over the classes. */
  PROBABILITIES,
  /** Values of an image like the input, in [0,1]: an auto-encoder. It has no classes. */
  IMAGES;

  /** What may be declared of a TorchScript file. */
  public static final List<OutputKind> OF_FILES = List.of(LOGITS, PROBABILITIES);

  /**
   * The kind by its word.
   *
   * @param field where the word stands, for the message
   * @param kinds those that it may be
   * @throws InvalidInputException if it is none of them
   */
  public static OutputKind named(String field, String word, List<OutputKind> kinds) {
    List<String> words = kinds.stream().map(OutputKind::word).toList();
    int index = words.indexOf(word);
    if (index < 0) {
      throw new InvalidInputException(field, word, Spelling.expected(word, words));
    }
    return kinds.get(index);
  }

  /**
   * Its word in study files and cards: {@code logits}, {@code probabilities} or {@code images}.
   */
  public String word() {
    return Spelling.word(this);
  }
}
