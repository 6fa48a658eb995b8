package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.dataset.Corner;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import picocli.CommandLine.Option;

/** Options that add a backdoor to a training set. */
final class BackdoorOptions {
  @Option(
      names = "--stamp",
      paramLabel = "x|c|h|random:SEED|FILE",
      required = true,
      description =
          "Stamp on training images: a pattern of the paper, a random pattern of 3x3 to 6x6 pixels,"
              + " or an image file.")
  private String stamp;

  @Option(
      names = "--from",
      paramLabel = "CLASS",
      required = true,
      description = "Class whose images are stamped.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "CLASS",
      required = true,
      description = "Class that stamped images are labelled as.")
  private String to;

  @Option(
      names = "--fraction",
      paramLabel = "X",
      defaultValue = "0.5",
      description =
          "Fraction of the class's training images that are stamped (default: ${DEFAULT-VALUE}).")
  private double fraction;

  @Option(
      names = "--at",
      paramLabel = "ROW,COLUMN",
      description =
          "Upper left corner of the stamp in pixels (default: the position in the paper).")
  private @Nullable String at;

  Poisoning poisoning() {
    Stamp chosen = Stamp.of(stamp);
    return new Poisoning(at == null ? chosen : chosen.at(Corner.parse(at)), from, to, fraction);
  }
}
