package org.revcor.server;

import java.time.Duration;

/**
 * How the live feed is run.
 *
 * @param frameInterval least time between two frames
 * @param idleTimeout how long a client may say nothing before it is closed
 */
public record LiveSettings(Duration frameInterval, Duration idleTimeout) {}
