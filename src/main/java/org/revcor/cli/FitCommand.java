package org.revcor.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code revcor fit}: fits bases of stimuli. */
@Command(
    name = "fit",
    description = "Fits a basis of stimuli to the images of a data set.",
    subcommands = {FitGaborPcaCommand.class, FitPcaCommand.class})
final class FitCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing subcommand: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
