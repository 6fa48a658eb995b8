/** Supervises all studies of a server: their states, run directories and live feeds. */
@NullMarked
package org.revcor.study.registry;

import org.jspecify.annotations.NullMarked;
