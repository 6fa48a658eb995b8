package org.revcor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests as cards and descriptions give them. */
public final class Digest {
  private Digest() {}

  /** {@code sha256:} and 64 hexadecimal digits. */
  public static String of(byte[] bytes) {
    Growing digest = growing();
    digest.add(bytes, bytes.length);
    return digest.end();
  }

  /** That of bytes which come one after another. */
  public static Growing growing() {
    try {
      return new Growing(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A digest of what has come so far. */
  public static final class Growing {
    private final MessageDigest digest;

    private Growing(MessageDigest digest) {
      this.digest = digest;
    }

    /** Takes the first bytes of an array. */
    public void add(byte[] bytes, int length) {
      digest.update(bytes, 0, length);
    }

    /** The digest of all; nothing may be added any more. */
    public String end() {
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
  }
}
