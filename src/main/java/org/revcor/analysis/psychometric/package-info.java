/** Response rates by signal strength, and the functions fitted to them. */
@NullMarked
package org.revcor.analysis.psychometric;

import org.jspecify.annotations.NullMarked;
