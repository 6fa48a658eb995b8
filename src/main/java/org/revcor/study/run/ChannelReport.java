package org.revcor.study.run;

import java.util.Map;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;

/**
 * A channel at one block boundary.
 *
 * @param views the selected views, d values each; must not be modified
 */
public record ChannelReport(
    int channel, ChannelStatistics statistics, Map<MapView, float[]> views) {}
