package org.revcor.analysis;

/** Hears how far an analysis is, and says whether it shall end. Called on any thread. */
public interface Progress {
  /** Hears nothing and never ends anything. */
  Progress NONE =
      new Progress() {
        @Override
        public void expects(long stimuli) {
          // nobody asks
        }

        @Override
        public void shown(int stimuli) {
          // nobody asks
        }

        @Override
        public boolean stopped() {
          return false;
        }
      };

  /** So many more stimuli will be shown. */
  void expects(long stimuli);

  /** So many have been shown. */
  void shown(int stimuli);

  /** Whether who asked wants no answer any more. */
  boolean stopped();
}
