package org.revcor.cli;

import picocli.CommandLine.Command;

/** {@code revcor fit}: fits bases of stimuli. */
@Command(
    name = "fit",
    description = "Fits a basis of stimuli to the images of a data set.",
    subcommands = {FitGaborPcaCommand.class, FitPcaCommand.class})
final class FitCommand extends CommandGroup {}
