package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.observer.Scale;
import org.revcor.observer.file.FileFormat;
import org.revcor.schema.Json;
import org.revcor.schema.Spelling;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudyFile;
import picocli.CommandLine.Option;

/** Options that describe a network file; the card beside the file supplies missing properties. */
final class FileOptions {
  @Option(
      names = "--input",
      split = ",",
      paramLabel = "N",
      description = "Shape of its input: planes, rows, columns, for example 3,128,128.")
  private @Nullable List<Integer> input;

  @Option(
      names = "--output",
      paramLabel = "KIND",
      description = "What it returns: logits or probabilities.")
  private @Nullable String output;

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description =
          "Normalization of an image in [0,1]: unit, bytes, imagenet, cifar-10, mnist, or means and"
              + " standard deviations of the planes, for example 0.5,0.5,0.5/0.25,0.25,0.25.")
  private @Nullable String scale;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Order of the values of its input: nchw, nhwc, rows (n x rows x columns) or flat.")
  private @Nullable String layout;

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "NAME",
      description = "Names of what it returns beside its output.")
  private @Nullable List<String> layers;

  @Option(
      names = "--classes-file",
      paramLabel = "FILE",
      description = "Text file with one class name per line, in the order of the outputs.")
  private @Nullable Path classes;

  /**
   * Returns the reference to a network of the catalogue, or to a file with the properties that
   * these options state.
   *
   * @throws InvalidInputException if a property is invalid, or stated of no file
   */
  ObserverReference reference(String observer) {
    if (FileFormat.byExtension(observer).isEmpty()) {
      requireNone(observer);
      return new ObserverReference.Named(observer);
    }
    ObjectNode keys = Json.MAPPER.createObjectNode();
    keys.put("file", Path.of(observer).toAbsolutePath().normalize().toString());
    put(keys, "input", input);
    put(keys, "output", output);
    put(keys, "layout", layout);
    put(keys, "layers", layers);
    put(keys, "scale", scale == null ? null : scale(scale));
    put(keys, "classes", classes == null ? null : lines(classes));
    return named(observer, "", () -> StudyFile.observer(keys));
  }

  private static void put(ObjectNode keys, String key, @Nullable Object value) {
    if (value != null) {
      keys.set(key, Json.MAPPER.valueToTree(value));
    }
  }

  private void requireNone(String observer) {
    requireNone(observer, "--input", input);
    requireNone(observer, "--output", output);
    requireNone(observer, "--scale", scale);
    requireNone(observer, "--layout", layout);
    requireNone(observer, "--layers", layers);
    requireNone(observer, "--classes-file", classes);
  }

  private static void requireNone(String observer, String option, @Nullable Object given) {
    if (given != null) {
      throw new InvalidInputException(
          option, given.toString(), "omitted because " + observer + " is not a file");
    }
  }

  /**
   * Returns what a supplier does; its refusals name options instead of keys of study files.
   *
   * @param trials option of the number of trials
   */
  static <T> T named(String observer, String trials, Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (InvalidInputException refused) {
      throw new InvalidInputException(
          option(observer, trials, refused.field()),
          String.valueOf(refused.value()),
          refused.expected());
    }
  }

  private static String option(String observer, String trials, String field) {
    return switch (field) {
      case "study.observer.model", "study.observer.file" -> observer;
      case "study.observer.classes" -> "--classes-file";
      case "study.observer.input",
          "study.observer.output",
          "study.observer.layout",
          "study.observer.layers" ->
          field.replace("study.observer.", "--");
      case "study.stop.max-trials" -> trials;
      case "study.stimulus.examples", "study.stimulus.data" -> "--examples";
      default -> field.replace("study.observer.scale", "--scale");
    };
  }

  /** Returns means and deviations as in study files; a word unchanged. */
  private static Object scale(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        return Map.of("mean", numbers(parts[0]), "sd", numbers(parts[1]));
      }
    } catch (NumberFormatException noNumbers) {
      // refused below
    }
    if (Scale.WORDS.contains(text)) {
      return text;
    }
    throw new InvalidInputException(
        "--scale",
        text,
        String.join(", ", Scale.WORDS)
            + ", or means/standard deviations, for example 0.5,0.5,0.5/0.25,0.25,0.25"
            + Spelling.hint(text, Scale.WORDS));
  }

  private static List<Double> numbers(String list) {
    return Arrays.stream(list.split(",", -1)).map(Double::valueOf).toList();
  }

  private static List<String> lines(Path file) {
    String expected = "a UTF-8 text file with one class name per line";
    return new InputFile("--classes-file", file, expected)
        .lines().stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
