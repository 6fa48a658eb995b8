package org.revcor.dataset;

/** Hears how a data set is fetched, on the thread that fetches it. */
@FunctionalInterface
public interface FetchListener {
  void progress(FetchProgress progress);
}
