package org.revcor.cli;

import org.revcor.RevcorVersion;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"revcor " + RevcorVersion.TEXT};
  }
}
