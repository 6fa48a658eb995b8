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
          [1, 2] | net.json is JSON of another form at line 1, column 1; it must be a card as JSON
          {"seed": 1, "classes": ["a", null]} | net.json is JSON with an invalid or missing classes[1]; it must be a card as JSON
          {"seed": 1, "inner": {"rate": "x"}} | net.json is JSON with an invalid or missing inner.rate; it must be a card as JSON
          {"input": [1, 28, 28]} | net.json is JSON with an invalid or missing seed; it must be a card as JSON
          {"seed": 1, "seeed": 2} | net.json is a card with the unknown key seeed; it must be one of classes, inner, input, seed; did you mean seed?
          null | net.json is null; it must be a card as JSON
          {"seed": 1 | net.json is not JSON at line 1, column 11; it must be a card as JSON
          {"seed": 1} {} | net.json is JSON of another form at line 1, column 13; it must be a card as JSON
          seed | net.json is not JSON at line 1, column 1; it must be a card as JSON
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
        "net.json is JSON of another form at line 1, column 0; it must be a card as JSON");
  }
}
