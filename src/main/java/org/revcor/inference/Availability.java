package org.revcor.inference;

import java.util.Optional;

/**
 * Whether lanes can take the blocks of a study.
 *
 * @param obstacle why none can; empty if one can
 */
public record Availability(Optional<String> obstacle) {}
