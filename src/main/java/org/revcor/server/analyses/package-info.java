/** Analyses that a server makes for those who ask, one after the other; their findings are kept. */
@NullMarked
package org.revcor.server.analyses;

import org.jspecify.annotations.NullMarked;
