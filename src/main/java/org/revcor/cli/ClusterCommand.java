package org.revcor.cli;

import java.nio.file.Path;
import java.util.List;
import org.revcor.cli.PrintingCommand.CommandGroup;
import org.revcor.worker.cluster.Certificates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor cluster}: commands for servers with workers on other machines. */
@Command(name = "cluster", description = "Commands for servers with workers on other machines.")
final class ClusterCommand extends CommandGroup {
  @Command(
      name = "certificates",
      description = {
        "Makes a certificate authority and certificates for a server and its workers.",
        "DIR/HOST is the folder that a host needs. DIR/ca.key signs certificates of further hosts:"
            + " keep it in one place, readable by you only."
      },
      exitCodeList = {
        "0:all certificates were written",
        "1:the JDK has no keytool, or keytool failed",
        "2:a host or a folder is invalid; nothing was written"
      })
  void certificates(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Folder of all certificates; the authority that it has is used again.")
          Path folder,
      @Parameters(
              arity = "1..*",
              paramLabel = "HOST",
              description = "Names or addresses of the server and the machines of workers.")
          List<String> hosts) {
    new Certificates(folder).write(hosts).forEach(out()::println);
  }
}
