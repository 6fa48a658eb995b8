package org.revcor.dataset;

/** Receives the progress of a fetch, on the thread that fetches. */
@FunctionalInterface
public interface FetchListener {
  void progress(FetchProgress progress);
}
