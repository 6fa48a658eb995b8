package org.revcor.observer.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.observer.network.Layer;
import org.revcor.schema.Spelling;

/**
 * The list of all recipes. To add one, create its {@link Recipe} and add it here. Training, cards,
 * catalogue and studies need no other change.
 */
final class Recipes {
  private static final String BINARY = "mnist-binary-A-B";
  private static final Pattern BINARY_NAME = Pattern.compile("mnist-binary-(\\d)-(\\d)");

  private static final Map<String, Recipe> FIXED =
      Stream.of(
              DigitNetworks.cnn("mnist-cnn", "mnist"),
              DigitNetworks.cnn("fashion-cnn", "fashion-mnist"),
              DigitNetworks.light(),
              DigitNetworks.logistic(),
              DigitNetworks.mlp(),
              DigitNetworks.rnn(),
              CifarNetworks.cnn("cifar10-cnn", new Layer.Relu()),
              CifarNetworks.cnn("cifar10-cnn-tanh", new Layer.Tanh()),
              AutoEncoders.plain(),
              AutoEncoders.variational())
          .collect(Collectors.toMap(Recipe::name, Function.identity(), (a, b) -> a, TreeMap::new));

  private Recipes() {}

  static List<String> names() {
    List<String> names = new ArrayList<>(FIXED.keySet());
    names.add(BINARY);
    return names.stream().sorted().toList();
  }

  static Recipe named(String name) {
    return Optional.ofNullable(FIXED.get(name))
        .or(() -> binary(name))
        .orElseThrow(
            () -> new InvalidInputException("recipe", name, Spelling.expected(name, names())));
  }

  private static Optional<Recipe> binary(String name) {
    Matcher matcher = BINARY_NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (matcher.group(1).equals(matcher.group(2))) {
      throw new InvalidInputException("recipe", name, BINARY + " with two different digits");
    }
    return Optional.of(DigitNetworks.binary(name, matcher.group(1), matcher.group(2)));
  }
}
