package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputFileTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("list.txt");
  }

  private InputFile input() {
    return new InputFile(file(), "a list");
  }

  @Test
  void contents() throws IOException {
    Files.writeString(file(), "a\nb\n");

    assertThat(input().bytes()).containsExactly('a', '\n', 'b', '\n');
    assertThat(input().text()).isEqualTo("a\nb\n");
    assertThat(input().lines()).containsExactly("a", "b");
  }

  @Test
  void missingFile() {
    assertRefused(() -> input().bytes(), file() + " is missing; it must be a list");
    assertThatThrownBy(() -> new InputFile("--list", Path.of("none.txt"), "a list").bytes())
        .hasMessage("--list is none.txt, which does not exist; it must be a list");
    assertThatThrownBy(() -> new InputFile("--list", "none.txt", file(), "a list").bytes())
        .hasMessage("--list is none.txt, which does not exist; it must be a list");
  }

  @Test
  void folderInThePlaceOfAFile() {
    assertThatThrownBy(() -> new InputFile("--list", "x", folder, "a list").bytes())
        .hasMessage("--list is x, a folder; it must be a list");
  }

  @Test
  void namedPipeIsRefusedWithoutWaiting() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> input().bytes())
        .hasMessage(file() + " is not a regular file; it must be a list");
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff});

    assertThatThrownBy(() -> input().text())
        .hasMessage(file() + " is not text in UTF-8; it must be a list");
    assertThatThrownBy(() -> input().lines())
        .hasMessage(file() + " is not text in UTF-8; it must be a list");
  }

  @Test
  void reasonsWithoutNamesOfExceptions() {
    assertThat(input().unreadable(new AccessDeniedException("list.txt")).value())
        .isEqualTo("not readable by this user");
    assertThat(input().unreadable(new FileSystemException("list.txt", null, "I/O error")).value())
        .isEqualTo("not readable (I/O error)");
    assertThat(input().unreadable(new FileSystemException("list.txt")).value())
        .isEqualTo("not readable");
    assertThat(input().unreadable(new IOException("Not in GZIP format")).value())
        .isEqualTo("not readable (Not in GZIP format)");
  }
}
