package org.revcor.study.record;

/** The action of a server if the schema is missing or too old. */
public enum SchemaMode {
  /** Creates or migrates it. */
  UPDATE,
  /** Refuses to start. */
  CHECK
}
