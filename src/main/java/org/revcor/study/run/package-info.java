/** A running study: its stream, its actors, looks, checkpoints and its end. */
@NullMarked
package org.revcor.study.run;

import org.jspecify.annotations.NullMarked;
