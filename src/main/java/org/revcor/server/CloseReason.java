package org.revcor.server;

/** Why the server closes a WebSocket, as RFC 6455 numbers it. */
enum CloseReason {
  NORMAL(1000, ""),
  IDLE(1001, "no message within the time allowed"),
  BAD_MESSAGES(1008, "too many messages that cannot be used"),
  TOO_LARGE(1009, "a message is over 64 KiB");

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
