package org.revcor.observer;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;

/**
 * What a user may write beside a TorchScript file {@code NAME.pt}, as {@code NAME.json}, to have it
 * known by name.
 *
 * @param input planes, rows, columns; must be there
 * @param output {@code logits} (if missing) or {@code probabilities}
 * @param classes class names; numbers if missing
 * @param dataset the data set it was trained on, if known
 */
record FileCard(
    int @Nullable [] input,
    @Nullable String output,
    @Nullable List<String> classes,
    @Nullable String dataset) {
  TorchScriptFile declare(Path file, String name, String card) {
    if (input == null || input.length != 3) {
      throw new InvalidInputException(
          card, "a card without input of three numbers", "one such as {\"input\": [1, 28, 28]}");
    }
    return new TorchScriptFile(
        file,
        name,
        input[0],
        input[1],
        input[2],
        output == null ? OutputKind.LOGITS : OutputKind.named(card, output),
        classes == null ? List.of() : classes,
        dataset == null ? "" : dataset);
  }
}
