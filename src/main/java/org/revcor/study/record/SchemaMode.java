package org.revcor.study.record;

/** What a server does if the schema is missing or too old. */
public enum SchemaMode {
  /** Creates or migrates it. */
  UPDATE,
  /** Refuses to start. */
  CHECK
}
