package org.revcor.dataset;

/**
 * A file of a publisher.
 *
 * @param name the published file name
 * @param bytes length of the file
 * @param sha256 SHA-256 in hexadecimal digits
 */
public record PublishedFile(String name, long bytes, String sha256) {
  /** Returns the digest, {@code sha256:...}. */
  String digest() {
    return "sha256:" + sha256;
  }
}
