/**
 * Workers of a server, in its process and on other machines, and the pool that gives them tasks.
 */
@NullMarked
package org.revcor.worker.cluster;

import org.jspecify.annotations.NullMarked;
