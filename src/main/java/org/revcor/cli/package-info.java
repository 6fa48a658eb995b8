/** The {@code revcor} command line: options, help texts, progress and reports of all commands. */
@NullMarked
package org.revcor.cli;

import org.jspecify.annotations.NullMarked;
