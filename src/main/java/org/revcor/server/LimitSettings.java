package org.revcor.server;

import org.revcor.study.registry.OwnerLimits;

/**
 * Limits of each token. All requests without a token count as those of one.
 *
 * @param requestsPerSecond maximum number of requests a second
 * @param uploadBytes maximum bytes of request bodies within an hour
 * @param liveClients maximum number of open live feeds
 * @param studies limits of its studies
 */
public record LimitSettings(
    int requestsPerSecond, long uploadBytes, int liveClients, OwnerLimits studies) {}
