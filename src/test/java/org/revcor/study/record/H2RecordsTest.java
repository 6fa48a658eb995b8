package org.revcor.study.record;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class H2RecordsTest extends StudyRecordsContract<H2Server> {
  @TempDir private Path folder;

  @Override
  H2Server start() {
    return H2Server.start(folder);
  }
}
