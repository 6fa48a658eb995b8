/** Tokens of a server: their scopes, and the file that holds their digests. */
@NullMarked
package org.revcor.server.access;

import org.jspecify.annotations.NullMarked;
