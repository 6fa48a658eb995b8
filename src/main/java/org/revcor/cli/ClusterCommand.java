package org.revcor.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code revcor cluster}: commands for servers with workers on other machines. */
@Command(
    name = "cluster",
    description = "Commands for servers with workers on other machines.",
    subcommands = ClusterCertificatesCommand.class)
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand: certificates");
  }
}
