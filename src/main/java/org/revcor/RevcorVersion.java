package org.revcor;

import java.util.Objects;

/** The version of Revcor. */
public final class RevcorVersion {
  /** The version of the installation; {@code (development)} without one. */
  public static final String TEXT =
      Objects.requireNonNullElse(
          RevcorVersion.class.getPackage().getImplementationVersion(), "(development)");

  private RevcorVersion() {}
}
