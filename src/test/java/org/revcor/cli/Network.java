package org.revcor.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Machines of a network: network namespaces with one link each, which can be cut and slowed down.
 */
final class Network implements AutoCloseable {
  private static final long PROCESS = ProcessHandle.current().pid();

  /** Names of this process, so that what a killed test left is not in the way. */
  private static final String BRIDGE = "rvc" + PROCESS;

  private static final String SUBNET =
      "10.%d.%d.".formatted(128 + (PROCESS >> 8) % 128, PROCESS % 256);

  /**
   * One machine.
   *
   * @param number last byte of its address
   */
  record Machine(int number) {
    String address() {
      return SUBNET + number;
    }

    /** Returns what runs a command on the machine, before the command. */
    List<String> prefix() {
      return List.of("ip", "netns", "exec", namespace());
    }

    private String namespace() {
      return BRIDGE + "n" + number;
    }

    private String link() {
      return namespace();
    }
  }

  private final List<Machine> machines = new ArrayList<>();

  private Network() {}

  /** Creates a network. Skips the test if that is not permitted. */
  static Network create(int machines) {
    Network network = new Network();
    network.close();
    String error = run("ip", "link", "add", BRIDGE, "type", "bridge");
    Assumptions.assumeTrue(error.isEmpty(), "this needs the right to create networks: " + error);
    require("ip", "addr", "add", SUBNET + "1/24", "dev", BRIDGE);
    require("ip", "link", "set", BRIDGE, "up");
    for (int number = 2; number < 2 + machines; number++) {
      network.add(new Machine(number));
    }
    return network;
  }

  private void add(Machine machine) {
    String inside = machine.link() + "i";
    machines.add(machine);
    require("ip", "netns", "add", machine.namespace());
    require("ip", "link", "add", machine.link(), "type", "veth", "peer", "name", inside);
    require("ip", "link", "set", inside, "netns", machine.namespace());
    require("ip", "link", "set", machine.link(), "master", BRIDGE);
    require("ip", "link", "set", machine.link(), "up");
    on(machine, "ip", "addr", "add", machine.address() + "/24", "dev", inside);
    on(machine, "ip", "link", "set", inside, "up");
    on(machine, "ip", "link", "set", "lo", "up");
  }

  Machine machine(int index) {
    return machines.get(index);
  }

  void cut(Machine machine) {
    require("ip", "link", "set", machine.link(), "down");
  }

  void heal(Machine machine) {
    require("ip", "link", "set", machine.link(), "up");
    run("tc", "qdisc", "del", "dev", machine.link(), "root");
  }

  /** Delays packets to the machine by up to 100 ms, and drops what is later. */
  void slowDown(Machine machine) {
    require(
        "tc",
        "qdisc",
        "add",
        "dev",
        machine.link(),
        "root",
        "tbf",
        "rate",
        "300kbit",
        "burst",
        "16kbit",
        "latency",
        "100ms");
  }

  private static void on(Machine machine, String... command) {
    List<String> all = new ArrayList<>(machine.prefix());
    all.addAll(List.of(command));
    require(all.toArray(String[]::new));
  }

  private static void require(String... command) {
    String error = run(command);
    if (!error.isEmpty()) {
      throw new IllegalStateException(error);
    }
  }

  /** Runs a command and returns its output if it failed, else an empty string. */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : List.of(command) + ": " + output.strip();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    machines.forEach(machine -> run("ip", "netns", "del", machine.namespace()));
    machines.forEach(machine -> run("ip", "link", "del", machine.link()));
    run("ip", "link", "del", BRIDGE);
  }
}
