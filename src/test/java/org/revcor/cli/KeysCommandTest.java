package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class KeysCommandTest {
  @Test
  void aSectionIsListedWithDefaultsAndConditions() {
    assertThat(CommandRun.of("keys", "covariance").exited(0).out().lines())
        .containsExactly(
            "key                      default               what it may be                         "
                + "                   with  what it is",
            "covariance.channels      all, if ten or fewer  a list of at least one channel name,"
                + " without repetitions        Channels whose axes are searched for.",
            "covariance.level         0.01                  a number above 0 and at most 0.5       "
                + "                         Probability that a channel without axes shows one.",
            "covariance.permutations  0                     a whole number from 0 to 9999          "
                + "                         How often responses are shuffled, for a p that axes"
                + " must pass beside z.");
  }

  @Test
  void aKeyOfSeveralKindsIsListedOnce() {
    assertThat(CommandRun.of("keys", "stimulus.p").out().lines().skip(1))
        .singleElement()
        .asString()
        .contains("kind = white-noise, signal-in-noise or bubbles, law = bernoulli");
  }

  @Test
  void anUnknownKeySuggestsTheNearest() {
    CommandRun run = CommandRun.of("keys", "stimulus.gama").exited(2);
    assertThat(run.err())
        .startsWith("revcor keys: KEY is stimulus.gama; it must be one of name, seed,");
    assertThat(run.err().strip()).endsWith("did you mean stimulus.gamma?");
  }

  @Test
  void thePageOfKeysIsWhatTheCommandWrites() throws IOException {
    assertThat(Files.readString(Path.of("docs/study-keys.md")))
        .endsWith(CommandRun.of("keys", "--markdown").out());
  }
}
