package org.revcor.study.run;

import java.util.List;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.StoppingStatus;
import org.revcor.study.results.StudyMaps;

/**
 * Maps of a study at one block boundary, with statistics; the source of a frame. Channels that were
 * not selected are blank.
 *
 * @param maps maps; empty for channels that were not selected
 * @param seconds running time of the study
 * @param last whether this is the final snapshot
 */
public record StudySnapshot(
    StudyMaps maps,
    double seconds,
    List<ChannelStatistics> statistics,
    List<StoppingStatus> statuses,
    boolean last) {}
