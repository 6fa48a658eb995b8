package org.revcor.server;

import org.junit.jupiter.api.Tag;

/** The same with the records in PostgreSQL. */
@Tag("full")
final class PostgresStudyLifeTest extends StudyLifeTest {
  @Override
  AnyDatabase open() {
    return AnyDatabase.postgres();
  }
}
