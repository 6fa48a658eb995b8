package org.revcor.cli;

import picocli.CommandLine.Command;

/** {@code revcor cluster}: commands for servers with workers on other machines. */
@Command(
    name = "cluster",
    description = "Commands for servers with workers on other machines.",
    subcommands = ClusterCertificatesCommand.class)
final class ClusterCommand extends CommandGroup {}
