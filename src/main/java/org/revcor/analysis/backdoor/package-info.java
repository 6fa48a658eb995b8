/** Tests whether a network has a backdoor, to which class, and where its trigger is. */
@NullMarked
package org.revcor.analysis.backdoor;

import org.jspecify.annotations.NullMarked;
