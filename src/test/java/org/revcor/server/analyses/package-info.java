@NullMarked
package org.revcor.server.analyses;

import org.jspecify.annotations.NullMarked;
