package org.revcor.dataset;

/**
 * A file as its publisher offers it.
 *
 * @param name its name there
 * @param bytes its length
 * @param sha256 its SHA-256, in hexadecimal digits
 */
public record PublishedFile(String name, long bytes, String sha256) {}
