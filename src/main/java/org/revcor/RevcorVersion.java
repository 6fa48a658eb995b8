package org.revcor;

import java.util.Objects;

public final class RevcorVersion {
  public static final String TEXT =
      Objects.requireNonNullElse(
          RevcorVersion.class.getPackage().getImplementationVersion(), "(development)");

  private RevcorVersion() {}
}
