package org.revcor.observer.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.file.Inspection;

class ObserverFolderTest {
  private static final int UPLOADS = 4_000;

  @TempDir private Path folder;

  @Test
  void uploadsThatBeginAndEndAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    ObserverFolder observers = new ObserverFolder(folder, Inspection::of);

    IntStream.range(0, UPLOADS)
        .parallel()
        .forEach(upload -> observers.begin("net" + upload, false).close());

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
