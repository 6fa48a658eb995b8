package org.revcor.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.Await;
import org.revcor.benchmark.Options.PeerCommand;

class PeersTest {
  @TempDir private Path folder;
  private final Peers peers = new Peers();

  private static PeerCommand peer(String command, int copies) {
    return new PeerCommand(command, copies, OptionalLong.empty());
  }

  @Test
  void addsTheLastSpeedOfEachCopy() {
    PeerCommand loop =
        peer(
            """
            echo loading; echo '{"per_second": 1}'; echo '{"mode": "tuned", "per_second": 1200.5}'; echo bye
            """,
            2);
    assertThat(peers.perSecond(loop)).isEqualTo(2401);
  }

  @Test
  void measuresTheWallTimeIfNoSpeedIsPrinted() {
    assertThat(peers.perSecond(new PeerCommand("true", 1, OptionalLong.of(1_000_000))))
        .isPositive();
  }

  @Test
  void refusesAPeerWithoutSpeedAndTrials() {
    assertRefused(
        () -> peers.perSecond(peer("echo one; echo two >&2", 1)),
        """
            --peer is echo one; echo two >&2, which printed no per_second; it must be one that prints a line of JSON with per_second, or come with --peer-trials; its last lines were:
              one
              two
            """);
  }

  @Test
  void reportsLastLinesAndExitCodeOfAFailedPeer() {
    assertRefused(
        () -> peers.perSecond(peer("seq 1 9; exit 7", 2)),
        """
            --peer is seq 1 9; exit 7, which ended with exit code 7; it must be one that ends with exit code 0; its last lines were:
              5
              6
              7
              8
              9
            """);
  }

  /** The other copy would run forever. */
  @Test
  void killsTheOtherCopiesIfOneFails() {
    Path first = folder.resolve("first");
    PeerCommand loop = peer("mkdir '%s' && sleep 100000; exit 3".formatted(first), 2);
    assertThatThrownBy(() -> peers.perSecond(loop)).hasMessageContaining("exit code 3");
    assertThat(first).isDirectory();
  }

  /** It has the output of the peer until this test's folder is deleted. */
  @Test
  void aPeerHasEndedAlthoughAProcessThatItLeavesBehindRuns() {
    PeerCommand leaving =
        peer("(while [ -d '%s' ]; do sleep 0.1; done &); exit 7".formatted(folder), 1);
    assertThatThrownBy(() -> peers.perSecond(leaving)).hasMessageContaining("exit code 7");
  }

  @Test
  void aPeerDoesNotInheritMemorySettings() {
    PeerCommand tuned =
        peer("env | grep -qE '^(MALLOC_|GLIBC_)' && exit 1; echo '{\"per_second\": 5}'", 1);
    assertThat(System.getenv()).containsKeys("MALLOC_TOP_PAD_", "GLIBC_TUNABLES");
    assertThat(peers.perSecond(tuned)).isEqualTo(5);
  }

  @Test
  void stopKillsPeersAndTheirDescendants() throws Exception {
    Path begun = folder.resolve("begun");
    PeerCommand loop =
        peer("mkfifo '%s'; sleep 100000 & echo x > '%s'; wait".formatted(begun, begun), 1);
    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(
            () -> {
              Await.until("the peer runs", () -> Files.exists(begun));
              try {
                assertThat(Files.readString(begun)).isEqualTo("x\n");
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
              peers.stop();
            });
    assertThatThrownBy(() -> peers.perSecond(loop)).isInstanceOf(CancellationException.class);
    stopping.get(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    assertThatThrownBy(() -> peers.perSecond(loop)).isInstanceOf(CancellationException.class);
  }
}
