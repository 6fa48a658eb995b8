/** All studies of a server: which run, what becomes of each, their folders, their live feeds. */
@NullMarked
package org.revcor.studies;

import org.jspecify.annotations.NullMarked;
