package org.revcor.record;

/** What a server does about a schema that is not as it needs it. */
public enum SchemaMode {
  /** Creates or migrates it. */
  UPDATE,
  /** Refuses to start. */
  CHECK
}
