@NullMarked
package org.revcor.server;

import org.jspecify.annotations.NullMarked;
