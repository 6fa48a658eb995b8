package org.revcor.server;

import org.junit.jupiter.api.Tag;

/** {@link StudyLifeTest} with PostgreSQL. */
@Tag("full")
final class PostgresStudyLifeTest extends StudyLifeTest {
  @Override
  AnyDatabase open() {
    return AnyDatabase.postgres();
  }
}
