package org.revcor.server.access;

import java.util.Arrays;
import java.util.List;
import org.revcor.schema.Spelling;

/** What a caller may do; each scope includes those before it. */
public enum Scope {
  /** Only the requests that need no token. */
  NONE,
  /** Sees everything. */
  READ,
  /** Also runs studies and analyses, and deletes its own studies. */
  WRITE,
  /** Also uploads and deletes networks, and deletes what belongs to others. */
  ADMIN;

  public static List<String> words() {
    return Arrays.stream(values()).filter(scope -> scope != NONE).map(Spelling::word).toList();
  }

  /** Returns whether this scope permits what needs the other one. */
  public boolean includes(Scope other) {
    return compareTo(other) >= 0;
  }
}
