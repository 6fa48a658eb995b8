package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor studies}: lists and controls the studies of a running server. */
@Command(
    name = "studies",
    description = "Lists or controls the studies of a running server.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the server is unavailable, or the study is in the wrong state",
      "2:the study does not exist, or an option is invalid"
    },
    subcommands = {
      StudiesListCommand.class,
      StudiesPauseCommand.class,
      StudiesResumeCommand.class,
      StudiesStopCommand.class,
      StudiesExtendCommand.class,
      StudiesCloneCommand.class,
      StudiesDeleteCommand.class
    })
final class StudiesCommand implements Callable<Integer> {
  @Mixin private StudiesListing listing;

  @Override
  public Integer call() {
    return listing.print();
  }
}
