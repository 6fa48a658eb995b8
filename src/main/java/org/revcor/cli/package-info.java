/**
 * The command line: {@code revcor serve}, {@code run}, {@code train}, {@code observers} and {@code
 * data}.
 */
@NullMarked
package org.revcor.cli;

import org.jspecify.annotations.NullMarked;
