package org.revcor.analysis;

import org.revcor.RevcorException;

/** Receives the progress of an analysis and can stop it. Called on any thread. */
public interface Progress {
  /** Ignores all progress and never stops. */
  Progress NONE =
      new Progress() {
        @Override
        public void expects(long stimuli) {
          // ignored
        }

        @Override
        public void shown(int stimuli) {
          // ignored
        }

        @Override
        public boolean isStopped() {
          return false;
        }
      };

  void expects(long stimuli);

  void shown(int stimuli);

  boolean isStopped();

  final class AnalysisStoppedException extends RevcorException {
    private static final long serialVersionUID = 1L;

    public AnalysisStoppedException() {
      super("stopped");
    }
  }
}
