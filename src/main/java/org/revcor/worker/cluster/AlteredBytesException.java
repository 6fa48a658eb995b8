package org.revcor.worker.cluster;

/** Reports that received bytes do not have the digest that was sent with them. */
final class AlteredBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AlteredBytesException() {
    super("the received bytes are not those that were sent: their digest differs");
  }
}
