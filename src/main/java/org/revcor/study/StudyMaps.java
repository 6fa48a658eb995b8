package org.revcor.study;

import java.util.List;
import org.revcor.estimate.MapView;

/**
 * One view of all channels of a study.
 *
 * @param trials trials folded into it
 * @param names channel names
 * @param counts Σr a channel
 * @param maps a row a channel, C·H·W values, NaN where not defined; not to be changed
 */
public record StudyMaps(
    MapView view,
    long trials,
    int planes,
    int height,
    int width,
    List<String> names,
    double[] counts,
    float[][] maps) {}
