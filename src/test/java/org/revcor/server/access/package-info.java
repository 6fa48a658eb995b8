@NullMarked
package org.revcor.server.access;

import org.jspecify.annotations.NullMarked;
