package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor studies list}: lists studies. */
@Command(name = "list", description = "Lists the studies of a running server, newest first.")
final class StudiesListCommand implements Callable<Integer> {
  @Mixin private StudiesListing listing;

  @Override
  public Integer call() {
    return listing.print();
  }
}
