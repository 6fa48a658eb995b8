package org.revcor.study;

import java.util.Map;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;

/**
 * A channel at one block boundary.
 *
 * @param views what was {@link MapSelection} of it, d values each; not to be changed
 */
record ChannelReport(int channel, ChannelStatistics statistics, Map<MapView, float[]> views) {}
