/** The run directory of a study, and results computed from its files. */
@NullMarked
package org.revcor.study.results;

import org.jspecify.annotations.NullMarked;
