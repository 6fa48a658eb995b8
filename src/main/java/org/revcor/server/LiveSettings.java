package org.revcor.server;

import java.time.Duration;

/**
 * Settings of the live feeds.
 *
 * @param frameInterval minimum time between two frames
 * @param idleTimeout time without a message after which a client is disconnected
 */
public record LiveSettings(Duration frameInterval, Duration idleTimeout) {}
