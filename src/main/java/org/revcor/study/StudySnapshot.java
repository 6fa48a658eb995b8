package org.revcor.study;

import java.util.List;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.StoppingStatus;

/**
 * The maps of a study at one block boundary, with what is known of them; a frame is made of it.
 *
 * @param maps those of channels that were not asked for have no values
 * @param seconds running time of the study
 * @param last whether no other follows
 */
public record StudySnapshot(
    StudyMaps maps,
    double seconds,
    List<ChannelStatistics> statistics,
    List<StoppingStatus> standings,
    boolean last) {}
