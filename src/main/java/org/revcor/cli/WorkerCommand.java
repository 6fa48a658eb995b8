package org.revcor.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.server.DataFolder;
import org.revcor.server.Settings;
import org.revcor.worker.cluster.ClusterSettings;
import org.revcor.worker.cluster.WorkerNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "worker",
    description = {
      "Computes blocks of a server's studies on this machine, until Ctrl-C.",
      "The server needs the setting cluster.port. When it restarts, the worker joins again."
    },
    exitCodeList = {
      "0:the worker was stopped",
      "1:the worker failed",
      "2:an option is invalid, or the server refuses the worker"
    })
final class WorkerCommand extends PrintingCommand implements Callable<Integer> {
  private static final Pattern ADDRESS = Pattern.compile("\\[?([^]\\[]+)]?:([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;
  private static final Set<String> ALL_INTERFACES = Set.of("0.0.0.0", "::");

  @Option(
      names = "--join",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Address of the server, with its cluster port.")
  private String join;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description =
          "Lanes on a machine without GPUs (default: one per core; one less with four cores or"
              + " more).")
  private @Nullable String lanes;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the worker in lists and logs (default: the name of this machine).")
  private @Nullable String name;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address at which the server reaches this machine (default: the one that reaches the"
              + " server).")
  private @Nullable String host;

  @Option(
      names = "--certificates",
      paramLabel = "DIR",
      description =
          "Folder with ca.crt, tls.crt and tls.key of this machine (docs/notes/cluster.md); needed"
              + " unless server and worker are on one machine.")
  private @Nullable Path certificates;

  @Mixin private SettingsOptions options;

  @Override
  @SuppressWarnings("try") // the folder is only locked
  public Integer call() throws IOException, InterruptedException {
    Matcher address = ADDRESS.matcher(join);
    if (!address.matches() || Integer.parseInt(address.group(2)) > MAX_PORT) {
      throw new InvalidInputException("--join", join, "HOST:PORT, such as server.lab:25520");
    }
    if (host != null && ALL_INTERFACES.contains(host)) {
      throw new InvalidInputException(
          "--host", host, "an address of this machine that the server can reach");
    }
    InetAddress server = resolve(address.group(1));
    int port = Integer.parseInt(address.group(2));
    int cpuLanes = lanes == null ? defaultLanes() : LocalOptions.number(lanes);
    Settings settings = options.read(Map.of("lanes.cpu-lanes", String.valueOf(cpuLanes)));
    ClusterSettings own =
        new ClusterSettings(
            host == null ? ownAddress(server, port) : host, 0, Optional.ofNullable(certificates));
    own.missingFile()
        .ifPresent(
            file -> {
              throw new InvalidInputException(
                  "--certificates",
                  "%s, which has no file %s".formatted(certificates, file),
                  "a folder with ca.crt, tls.crt and tls.key");
            });
    boolean isLoopback =
        server.isLoopbackAddress() && (host == null || ClusterSettings.LOOPBACK.contains(host));
    if (certificates == null && !isLoopback) {
      throw new InvalidInputException(
          "--certificates",
          "missing",
          "given for a server on another machine (docs/notes/cluster.md)");
    }
    try (DataFolder folder = DataFolder.open(settings.folders().data());
        Interrupts interrupts = Interrupts.open()) {
      WorkerNode worker =
          new WorkerNode(
              new WorkerNode.Options(
                  name == null ? machine(own.host()) : name,
                  address.group(1),
                  port,
                  own,
                  settings
                      .process(false)
                      .withFoldersBelow(settings.folders().data().resolve("copies")),
                  settings.confinement()));
      interrupts.onFirst(worker::stop);
      Optional<String> refusal = worker.run();
      if (refusal.isPresent()) {
        err().println("revcor: " + refusal.get());
        return ExitCode.BAD_INPUT;
      }
    }
    return ExitCode.DONE;
  }

  private static String machine(String address) {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return address;
    }
  }

  /** Networks take all cores of a small machine; on others one stays free for heartbeats. */
  private static int defaultLanes() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores < 4 ? cores : cores - 1;
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new InvalidInputException(
          "--join", host, "the name or address of a machine that this one can find");
    }
  }

  private static String ownAddress(InetAddress server, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(server, port));
      return socket.getLocalAddress().getHostAddress();
    }
  }
}
