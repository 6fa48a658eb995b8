package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor studies stop}: ends studies with their results so far. */
@Command(name = "stop", description = "Ends studies now with their results so far.")
final class StudiesStopCommand implements Callable<Integer> {
  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
    return studies.each(
        (id, server) -> server.act(id, "stop", ""),
        (id, study) -> study.path("ended").isTextual() ? id + " stopped" : id + " stopping");
  }
}
