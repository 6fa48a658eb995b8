package org.revcor.server;

/** Reasons why the server closes a WebSocket, with the status code of RFC 6455. */
enum CloseReason {
  NORMAL(1000, ""),
  IDLE(1001, "no message within the timeout"),
  FORBIDDEN(1008, "the token is not valid any more"),
  BAD_MESSAGES(1008, "too many invalid messages"),
  TOO_LARGE(1009, "a message is larger than 64 KiB"),
  TOO_MANY(1013, "too many live feeds of this token (limits.live-clients)");

  private final int code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }
}
