package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor studies resume}. */
@Command(
    name = "resume",
    description =
        "Goes on with studies that are paused, were stopped or have failed, from their last checkpoints.")
final class StudiesResumeCommand implements Callable<Integer> {
  @Option(names = "--fresh", description = "From their first trials; what they have is lost.")
  private boolean fresh;

  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
    return studies.each(
        (id, server) -> server.act(id, "resume", fresh ? "{\"fresh\": true}" : ""),
        (id, study) -> id + (fresh ? " begins anew" : " goes on"));
  }
}
