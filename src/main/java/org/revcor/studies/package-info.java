/** Supervises all studies of a server: runs, states, run directories and live feeds. */
@NullMarked
package org.revcor.studies;

import org.jspecify.annotations.NullMarked;
