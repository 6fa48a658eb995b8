/** Runs the analyses that clients request, one after the other, and stores their results. */
@NullMarked
package org.revcor.server.analyses;

import org.jspecify.annotations.NullMarked;
