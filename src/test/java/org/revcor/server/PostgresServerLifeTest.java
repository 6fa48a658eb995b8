package org.revcor.server;

import org.junit.jupiter.api.Tag;

/** {@link ServerLifeTest} with PostgreSQL. */
@Tag("full")
final class PostgresServerLifeTest extends ServerLifeTest {
  @Override
  AnyDatabase open() {
    return AnyDatabase.postgres();
  }
}
