package org.revcor.schema;

import static org.revcor.Refusals.assertRefused;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CardsTest {
  private record Example(
      long seed, int @Nullable [] input, @Nullable List<String> classes, @Nullable Inner inner) {}

  private record Inner(double rate) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          [1, 2] | net.json is [1,2]; it must be a JSON object
          "text" | net.json is "text"; it must be a JSON object
          {"seed": 1, "classes": "abc"} | net.json classes is "abc"; it must be a list
          {"seed": 1, "classes": ["a", null]} | net.json classes[1] is null; it must be text
          {"seed": 1, "classes": ["a", ["b"]]} | net.json classes[1] is ["b"]; it must be text
          {"seed": 1, "input": 28} | net.json input is 28; it must be a list
          {"seed": 1, "input": [1, "x"]} | net.json input[1] is "x"; it must be a whole number
          {"seed": 1, "input": [99999999999]} | net.json input[0] is 99999999999; it must be a whole number
          {"seed": 1.5} | net.json seed is 1.5; it must be a whole number
          {"seed": 1, "inner": 7} | net.json inner is 7; it must be a JSON object
          {"seed": 1, "inner": {"rate": "x"}} | net.json inner.rate is "x"; it must be a number
          {"input": [1, 28, 28]} | net.json is a card without seed; it must be a complete card as written by Revcor
          {"seed": 1, "seeed": 2} | net.json is a card with the unknown key seeed; it must be one of classes, inner, input, seed; did you mean seed?
          null | net.json is null; it must be a card as JSON
          {"seed": "x" | net.json is not JSON at line 1, column 13 (Unexpected end-of-input: expected close marker for Object); it must be a card as JSON
          {"classes": ["a" | net.json is not JSON at line 1, column 17 (Unexpected end-of-input: expected close marker for Array); it must be a card as JSON
          {"seed": 1 | net.json is not JSON at line 1, column 11 (Unexpected end-of-input: expected close marker for Object); it must be a card as JSON
          {"seed": NaN} | net.json is not JSON at line 1, column 13 (Non-standard token 'NaN'); it must be a card as JSON
          {"seed": 1} {} | net.json is not JSON at line 1, column 13 (more text after the value); it must be a card as JSON
          seed | net.json is not JSON at line 1, column 1 (Unrecognized token 'seed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')); it must be a card as JSON
          """)
  void anInvalidCardIsDescribedInWordsOfUsers(String card, String message) {
    assertRefused(
        () -> Cards.readPartial("net.json", card.getBytes(StandardCharsets.UTF_8), Example.class),
        message);
  }

  @Test
  void anEmptyCardIsRefused() {
    assertRefused(
        () -> Cards.readPartial("net.json", new byte[0], Example.class),
        "net.json is empty; it must be a card as JSON");
  }
}
