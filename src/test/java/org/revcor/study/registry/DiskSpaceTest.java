package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException.Reason;

class DiskSpaceTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir private Path folder;

  @Test
  void allStudiesTogetherMustNotExceedTheQuota() throws IOException {
    OptionalLong quota = OptionalLong.of(3 * MEBIBYTE);
    DiskSpace.of(settings(quota)).require(3 * MEBIBYTE);
    Files.write(
        Files.createDirectory(folder.resolve("a")).resolve("maps.npy"), new byte[(int) MEBIBYTE]);

    DiskSpace later = DiskSpace.of(settings(quota));

    assertThatCode(() -> later.require(2 * MEBIBYTE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> later.require(2 * MEBIBYTE + 1))
        .matches(Reason.STORAGE::isOf)
        .hasMessage(
            "checkpoints and results need up to 2.0 MiB, but other studies use 1.0 MiB of the quota"
                + " of 3.0 MiB (setting studies.disk-quota); delete studies");
  }

  @Test
  void studiesLargerThanTheFreeSpaceAreRejected() {
    assertThatThrownBy(() -> DiskSpace.of(settings(OptionalLong.empty())).require(Long.MAX_VALUE))
        .matches(Reason.STORAGE::isOf)
        .hasMessageContaining("but the disk of " + folder + " has ");
  }

  private StudiesSettings settings(OptionalLong quota) {
    return new StudiesSettings(
        folder,
        folder.resolve("keys"),
        8,
        1 << 26,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        quota);
  }
}
