package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor studies}: the studies of a running server. */
@Command(
    name = "studies",
    description = "Lists the studies of a running server, or does something to them.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it is done",
      "1:no server answers, or it cannot do so now",
      "2:there is no such study, or an option cannot be used"
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
