package org.revcor.server;

import org.jspecify.annotations.Nullable;
import org.revcor.schema.Spelling;
import org.revcor.server.access.AccessToken;
import org.revcor.server.access.Scope;

/**
 * Who sends a request.
 *
 * @param name name of the token; null without a token
 */
record Caller(@Nullable String name, Scope scope) {
  /** A caller without a token, where tokens are optional. */
  static final Caller LOCAL = new Caller(null, Scope.ADMIN);

  /** A caller without a token, where tokens are required. */
  static final Caller UNKNOWN = new Caller(null, Scope.NONE);

  static Caller of(AccessToken token) {
    return new Caller(token.name(), token.scope());
  }

  /**
   * Requires a scope.
   *
   * @throws ProblemException if the caller may not do what needs it
   */
  void require(Scope needed) {
    if (!scope.includes(needed)) {
      throw scope == Scope.NONE
          ? ProblemException.unauthenticated(
              "this server requires a token: --token or REVCOR_TOKEN of a command, or the header"
                  + " Authorization: Bearer TOKEN; on the server, revcor token create makes one")
          : ProblemException.forbidden(
              "the token %s has the scope %s; this request needs %s"
                  .formatted(name, Spelling.word(scope), Spelling.word(needed)));
    }
  }

  /** Returns whether the caller may delete what an owner made; null if it has none. */
  boolean mayDelete(@Nullable String owner) {
    return scope == Scope.ADMIN || (name != null && name.equals(owner));
  }
}
