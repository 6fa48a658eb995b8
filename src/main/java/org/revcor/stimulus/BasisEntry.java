package org.revcor.stimulus;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A basis as the catalogue lists it.
 *
 * @param name by which studies refer to it
 * @param card how it was fitted; empty if there is a problem
 * @param file its file; empty if it comes with Revcor
 * @param problem why it cannot be used
 */
public record BasisEntry(
    String name, Optional<BasisCard> card, Optional<Path> file, Optional<String> problem) {}
