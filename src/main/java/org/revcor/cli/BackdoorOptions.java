package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.dataset.Corner;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import picocli.CommandLine.Option;

/** How a training set is to be poisoned. */
final class BackdoorOptions {
  @Option(
      names = "--stamp",
      paramLabel = "x|c|h|random:SEED|FILE",
      required = true,
      description =
          "What is stamped on training images: a pattern of the paper, one of 3x3 to 6x6 pixels drawn from a seed, or"
              + " an image.")
  private String stamp;

  @Option(
      names = "--from",
      paramLabel = "CLASS",
      required = true,
      description = "The class whose images are stamped.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "CLASS",
      required = true,
      description = "The class that the stamped images are labelled as.")
  private String to;

  @Option(
      names = "--fraction",
      paramLabel = "X",
      defaultValue = "0.5",
      description = "Share of that class's training images (${DEFAULT-VALUE}).")
  private double fraction;

  @Option(
      names = "--at",
      paramLabel = "ROW,COLUMN",
      description = "Upper left corner of the stamp (default: the pattern's own place).")
  private @Nullable String at;

  Poisoning poisoning() {
    Stamp chosen = Stamp.of(stamp);
    return new Poisoning(at == null ? chosen : chosen.at(Corner.parse(at)), from, to, fraction);
  }
}
