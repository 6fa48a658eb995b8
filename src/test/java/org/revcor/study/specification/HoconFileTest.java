package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;

final class HoconFileTest {
  private static final String WANTED =
      "; it must be a study file; docs/reference/study-file.md shows one";

  @TempDir private Path folder;

  private InvalidInputException refusal(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), text);
    return refusal(file);
  }

  private static InvalidInputException refusal(Path file) {
    return catchThrowableOfType(InvalidInputException.class, () -> StudyFile.read(file));
  }

  @Test
  void missing() {
    Path file = folder.resolve("none.conf");
    assertThat(refusal(file)).hasMessage(file + " is missing" + WANTED);
  }

  @Test
  void tooLarge() throws IOException {
    Path file = Files.write(folder.resolve("study.conf"), new byte[(1 << 20) + 1]);
    assertThat(refusal(file)).hasMessage(file + " is larger than 1 MiB" + WANTED);
  }

  @Test
  void syntaxError_namesFileAndLine() throws IOException {
    InvalidInputException refusal = refusal("study {\n  seed = 1\n  name = = 2\n}\n");
    assertThat(refusal.field()).isEqualTo(folder.resolve("study.conf") + ", line 3,");
    assertThat(refusal.value()).startsWith("not HOCON (");
  }

  @Test
  void environmentIsNotSeen() throws IOException {
    assertThat(refusal("study {\n observer.model = ${PATH}\n}").getMessage())
        .startsWith(folder.resolve("study.conf") + ", line 2, is not HOCON (")
        .contains("${PATH}");
  }

  @Test
  void includesAreRefused() throws IOException {
    for (String include :
        new String[] {"\"a.conf\"", "file(\"a.conf\")", "classpath(\"a.conf\")"}) {
      assertThat(refusal("include " + include))
          .hasMessage(
              folder.resolve("study.conf")
                  + " is a study file that includes a.conf; it must be a study file without includes");
    }
    assertThat(refusal("include url(\"http://localhost/a\")").getMessage())
        .contains("http://localhost/a");
  }

  @Test
  void nestedWithoutEnd() throws IOException {
    assertThat(refusal("a=" + "[".repeat(200_000)))
        .hasMessage(folder.resolve("study.conf") + " is nested too deeply" + WANTED);
  }

  @Test
  void empty() throws IOException {
    assertThat(refusal("")).hasMessage("study is missing; it must be set, as study { ... }");
  }

  @Test
  void otherRoot() throws IOException {
    assertThat(refusal("stduy { seed = 1 }"))
        .hasMessage("stduy is an unknown key; it must be one of study, sweep; did you mean study?");
  }
}
