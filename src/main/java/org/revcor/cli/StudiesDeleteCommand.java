package org.revcor.cli;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor studies delete}: deletes studies with their results. */
@Command(
    name = "delete",
    description = "Deletes inactive studies (paused or finished) with all their results.")
final class StudiesDeleteCommand implements Callable<Integer> {
  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
    return studies.each(
        (id, server) -> {
          server.delete(id);
          return MissingNode.getInstance();
        },
        (id, none) -> id + " deleted");
  }
}
