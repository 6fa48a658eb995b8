package org.revcor.worker.cluster;

/**
 * A file that a study reads.
 *
 * @param folder where it lies
 * @param path path in the folder, with slashes
 */
record SharedFile(Folder folder, String path, long length, String digest) {
  /** A folder of files for studies. */
  enum Folder {
    OBSERVERS,
    DATASETS,
    BASES
  }
}
