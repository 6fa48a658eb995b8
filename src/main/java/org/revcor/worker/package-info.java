/** Runs networks in child processes of the server. */
@NullMarked
package org.revcor.worker;

import org.jspecify.annotations.NullMarked;
