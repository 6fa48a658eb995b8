package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void aFileThatWasDeletedMeanwhileIsAConflict() {
    NoSuchFileException deleted = new NoSuchFileException("errors.npy");

    for (Throwable thrown :
        new Throwable[] {
          deleted, new CompletionException(deleted), new UncheckedIOException(deleted)
        }) {
      assertThat(Problems.of(thrown).status()).isEqualTo(409);
    }
  }
}
