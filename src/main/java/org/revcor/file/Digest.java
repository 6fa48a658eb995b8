package org.revcor.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 digests in the form {@code sha256:} and 64 hexadecimal digits. */
public final class Digest {
  private static final int PIECE = 1 << 16;

  private Digest() {}

  public static String of(byte[] bytes) {
    return text(bytes(ByteBuffer.wrap(bytes)));
  }

  /** Returns the 32 bytes of the digest of the remaining bytes of a buffer. */
  public static byte[] bytes(ByteBuffer buffer) {
    MessageDigest digest = sha256();
    digest.update(buffer);
    return digest.digest();
  }

  /** Returns the digest of a file, which may be larger than the memory. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  public static String of(InputStream in) throws IOException {
    Growing digest = growing();
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      digest.add(piece, read);
    }
    return digest.end();
  }

  /** Starts the digest of bytes that are added piece by piece. */
  public static Growing growing() {
    return new Growing(sha256());
  }

  static String text(byte[] digest) {
    return "sha256:" + HexFormat.of().formatHex(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The digest of all bytes added so far. */
  public static final class Growing {
    private final MessageDigest digest;

    private Growing(MessageDigest digest) {
      this.digest = digest;
    }

    public void add(byte[] bytes, int length) {
      digest.update(bytes, 0, length);
    }

    /** Returns the digest of all bytes; no bytes may be added afterwards. */
    public String end() {
      return text(digest.digest());
    }
  }
}
