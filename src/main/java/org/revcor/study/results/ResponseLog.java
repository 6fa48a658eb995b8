package org.revcor.study.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.file.WholeFile.FileBytes;
import org.revcor.observer.ExternalObserver;
import org.revcor.schema.Json;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outputs of an external observer, block by block in the order of their arrival.
 *
 * <p>A record is the length of its content, the content, and the SHA-256 digest of both. The first
 * content is a {@link Header} as JSON. Every other is the number of a block, the name of the client
 * that sent it, and the outputs of all trials as float32, all in big-endian order. A record that is
 * cut at the end of the file, as by a crash, is dropped, and so is the rest of the file from a
 * damaged record on if the system has not written a page of it, as after a power failure: a client
 * has no receipt for what was not synced.
 */
public final class ResponseLog implements AutoCloseable {
  /** Maximum length of the name of a client, in bytes of UTF-8. */
  public static final int MAX_SOURCE = 200;

  private static final Logger LOG = LoggerFactory.getLogger(ResponseLog.class);
  private static final String FORMAT = "revcor responses 1";
  private static final int DIGEST = 32;

  /** Bytes that an operating system writes at once. */
  private static final int PAGE = 4096;

  private static final int MAX_HEADER = 1 << 24;
  private static final List<String> KEYS = List.of("observer", "stimulus", "seed");

  /** What determines the stimuli and the meaning of the outputs. */
  record Header(String format, JsonNode study, String sources, int blockSize, String generator) {
    static Header of(PreparedStudy study) {
      ObjectNode specification = StudyFile.toJson(study.specification()).path("study").deepCopy();
      return new Header(
          FORMAT,
          specification.retain(KEYS),
          study.stimulus().digest(),
          study.plan().blockSize(),
          study.plan().generator());
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final int values;

  private final Map<Long, Long> blocks = new HashMap<>();

  private long end;

  private ResponseLog(Path file, FileChannel channel, int values) {
    this.file = file;
    this.channel = channel;
    this.values = values;
  }

  /**
   * Opens the log of a study, or begins one, and reads all of it.
   *
   * @throws InvalidInputException if it is of another study, or a record does not have its digest
   */
  public static ResponseLog open(Path file, PreparedStudy study) throws IOException {
    Header header = Header.of(study);
    if (!Files.exists(file)) {
      WholeFile.write(file, record(Json.MAPPER.writeValueAsBytes(header)).array());
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ResponseLog log =
          new ResponseLog(
              file,
              channel,
              study.plan().blockSize()
                  * ExternalObserver.valuesPerTrial(study.observer().description()));
      log.readAll(header);
      return log;
    } catch (IOException | RuntimeException unusable) {
      channel.close();
      throw unusable;
    }
  }

  private void readAll(Header expected) throws IOException {
    byte[] header = next(1, MAX_HEADER).orElseThrow(() -> damaged("no complete header"));
    requireSame(Json.MAPPER.readTree(header), expected);
    int least = Long.BYTES + Integer.BYTES + Float.BYTES * values;
    for (Optional<byte[]> content = next(least, least + MAX_SOURCE);
        content.isPresent();
        content = next(least, least + MAX_SOURCE)) {
      long block = ByteBuffer.wrap(content.get()).getLong();
      long outputs = end - DIGEST - (long) Float.BYTES * values;
      if (blocks.put(block, outputs) != null) {
        throw damaged("the outputs of block %d twice".formatted(block));
      }
    }
  }

  private void requireSame(JsonNode header, Header expected) {
    StudyIdentity.difference(expected, header)
        .ifPresent(
            difference -> {
              throw new InvalidInputException(
                  file.getFileName().toString(),
                  "of another study (%s)".formatted(difference),
                  "of a study with the same observer, stimuli, seed and block size");
            });
  }

  /**
   * Reads the next record.
   *
   * @return its content; empty at the end of the file, or if the last record is cut
   */
  private Optional<byte[]> next(int least, int most) throws IOException {
    long size = channel.size();
    if (size - end < Integer.BYTES) {
      return Optional.empty();
    }
    int length = read(end, Integer.BYTES).getInt();
    if (length < least || length > most) {
      return unwritten(most, damaged("a record of %d bytes at byte %d".formatted(length, end)));
    }
    if (size - end < Integer.BYTES + (long) length + DIGEST) {
      return Optional.empty();
    }
    ByteBuffer record = read(end, Integer.BYTES + length + DIGEST);
    byte[] digest = new byte[DIGEST];
    record.get(Integer.BYTES + length, digest);
    if (!MessageDigest.isEqual(digest, Digest.bytes(record.slice(0, Integer.BYTES + length)))) {
      return unwritten(
          length, damaged("a record at byte %d that does not have its digest".formatted(end)));
    }
    end += Integer.BYTES + length + DIGEST;
    byte[] content = new byte[length];
    record.get(Integer.BYTES, content);
    return Optional.of(content);
  }

  /**
   * Returns empty if the system has not written a page of the next record.
   *
   * @throws InvalidInputException the damage, if it has written all
   */
  private Optional<byte[]> unwritten(int length, InvalidInputException damage) throws IOException {
    long size = channel.size();
    long last = Math.min(size, end + Integer.BYTES + length + DIGEST);
    for (long from = end; from < last; from += PAGE - from % PAGE) {
      byte[] page = read(from, (int) Math.min(PAGE - from % PAGE, size - from)).array();
      boolean isLong = page.length >= DIGEST || from + page.length == size;
      if (isLong && Arrays.equals(page, new byte[page.length])) {
        LOG.warn("{}: dropped from byte {} on, which was not written", file, end);
        return Optional.empty();
      }
    }
    throw damage;
  }

  private ByteBuffer read(long position, int bytes) throws IOException {
    return FileBytes.read(channel, position, ByteBuffer.allocate(bytes)).flip();
  }

  private InvalidInputException damaged(String what) {
    return new InvalidInputException(
        file.getFileName().toString(), "damaged: it has " + what, "as the study has written it");
  }

  public boolean has(long block) {
    return blocks.containsKey(block);
  }

  public int size() {
    return blocks.size();
  }

  /** Returns the number of blocks from the first one on without a gap. */
  public long firstMissing() {
    long block = 0;
    while (has(block)) {
      block++;
    }
    return block;
  }

  public float[] outputs(long block) throws IOException {
    float[] outputs = new float[values];
    read(Objects.requireNonNull(blocks.get(block)), Float.BYTES * values)
        .asFloatBuffer()
        .get(outputs);
    return outputs;
  }

  /**
   * The outputs of a block.
   *
   * @param source name of the client, at most {@value #MAX_SOURCE} bytes of UTF-8
   */
  public record Entry(long block, float[] outputs, String source) {
    private ByteBuffer record() {
      byte[] name = source.getBytes(StandardCharsets.UTF_8);
      ByteBuffer content =
          ByteBuffer.allocate(
                  Long.BYTES + Integer.BYTES + name.length + Float.BYTES * outputs.length)
              .putLong(block)
              .putInt(name.length)
              .put(name);
      content.asFloatBuffer().put(outputs);
      return ResponseLog.record(content.array());
    }
  }

  /**
   * Appends a block, which it must not have, and syncs it.
   *
   * @throws IOException if it cannot be written; the log is unchanged
   */
  public void append(Entry entry) throws IOException {
    ByteBuffer record = entry.record();
    channel.truncate(end);
    channel.position(end);
    while (record.hasRemaining()) {
      channel.write(record);
    }
    channel.force(false);
    end += record.limit();
    blocks.put(entry.block(), end - DIGEST - (long) Float.BYTES * values);
  }

  private static ByteBuffer record(byte[] content) {
    ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + content.length + DIGEST);
    record.putInt(content.length).put(content);
    return record.put(Digest.bytes(record.duplicate().flip())).flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
