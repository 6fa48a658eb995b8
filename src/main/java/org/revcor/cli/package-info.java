/** The command line: {@code revcor serve}, {@code run}, {@code train} and {@code observers}. */
@NullMarked
package org.revcor.cli;

import org.jspecify.annotations.NullMarked;
