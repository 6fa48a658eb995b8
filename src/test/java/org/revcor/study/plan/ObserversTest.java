package org.revcor.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.specification.StudyFile;

final class ObserversTest {
  private static final String NOISE = "{\"kind\": \"white-noise\"}";
  private static final String DECODED =
      "{\"kind\": \"generator\", \"decoder-file\": \"%s\", \"latent\": {\"values\": 16}}";
  private static final String SHIPPED = "{\"model\": \"mnist-logistic\"}";
  private static final String EDITED =
      "{\"model\": \"mnist-logistic\", \"edits\": [{\"kind\": \"inject\", \"layer\": \"logits\","
          + " \"file\": \"%s\"}]}";

  @TempDir private Path folder;

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void namedPipesInTheFieldsOfAStudyAreRefusedWithoutReadingThem() throws Exception {
    Path pipe = folder.resolve("pipe.pt");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(
            () -> prepare("{\"file\": \"%s\", \"input\": [1, 4, 4]}".formatted(pipe), NOISE))
        .hasMessage(refused("study.observer.file", pipe));
    assertThatThrownBy(() -> prepare(SHIPPED, DECODED.formatted(pipe)))
        .hasMessage(refused("study.stimulus.decoder-file", pipe));
    assertThatThrownBy(() -> prepare(EDITED.formatted(pipe), NOISE))
        .hasMessage(refused("study.observer.edits[0].file", pipe));
  }

  private static String refused(String field, Path pipe) {
    return "%s is %s, which is not a regular file; it must be a regular file"
        .formatted(field, pipe);
  }

  private void prepare(String observer, String stimulus) {
    PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": %s, \"stimulus\": %s}".formatted(observer, stimulus)),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
