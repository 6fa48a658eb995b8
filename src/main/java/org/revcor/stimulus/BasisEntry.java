package org.revcor.stimulus;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An entry of the catalogue of bases.
 *
 * @param name name in study files
 * @param card card of the basis; empty if there is a problem
 * @param file file of the basis; empty if it is shipped with Revcor
 * @param problem why the basis is unusable
 */
public record BasisEntry(
    String name, Optional<BasisCard> card, Optional<Path> file, Optional<String> problem) {}
