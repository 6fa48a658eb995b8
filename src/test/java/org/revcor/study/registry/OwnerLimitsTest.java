package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException.Reason;

final class OwnerLimitsTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir private Path folder;

  @Test
  void theFoldersOfAnOwnerAndNewStudiesMustFitIntoItsDiskSpace() throws IOException {
    for (String id : List.of("a", "b", "of-another")) {
      Files.createDirectory(folder.resolve(id));
      Files.write(folder.resolve(id).resolve("maps.npy"), new byte[3 * MEBIBYTE]);
    }
    OwnerLimits limits = new OwnerLimits(1, 1, OptionalLong.of(8 * MEBIBYTE));
    StudyFiles files = new StudyFiles(folder);
    List<String> own = List.of("a", "b", "gone");

    assertThatCode(() -> limits.requireDisk(files, own, 2 * MEBIBYTE, "alice"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> limits.requireDisk(files, own, 3 * MEBIBYTE, "alice"))
        .matches(Reason.CONFLICT::isOf)
        .hasMessage(
            "studies of the token alice use 6.0 MiB and need up to 3.0 MiB more; the maximum is 8.0"
                + " MiB (limits.disk); delete studies");
    assertThatCode(
            () ->
                new OwnerLimits(1, 1, OptionalLong.empty())
                    .requireDisk(files, own, Long.MAX_VALUE, null))
        .doesNotThrowAnyException();
  }
}
