package org.revcor.server.analyses;

/**
 * The resources that a server needs to run analyses.
 *
 * @param folders folders of the results
 */
public record AnalysisSettings(AnalysisRunner runner, AnalysisFolders folders) {}
