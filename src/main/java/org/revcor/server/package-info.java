/** The server: settings, HTTP interface, live feed, health and metrics. */
@NullMarked
package org.revcor.server;

import org.jspecify.annotations.NullMarked;
