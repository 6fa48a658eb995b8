/** All analyses by name; used by the command line, the server and the reproduction of the paper. */
@NullMarked
package org.revcor.analysis.registry;

import org.jspecify.annotations.NullMarked;
