package org.revcor.study.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.figure.Palette;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.run.StudySnapshot;

/**
 * The clients of a live feed: their channels, their credits, and the frames they have; and the
 * newest snapshot for them.
 */
final class LiveClients {

  /** Maximum number of unacknowledged frames per client. */
  private static final int MAX_CREDITS = 2;

  /** Maximum data rate per client; more or larger maps are sent less often. */
  private static final long MAX_BYTES_PER_SECOND = 4 << 20;

  /**
   * Relative increase of the running time after which a new frame is due. The noise of a map falls
   * with the square root of the trials, that is by half of this fraction.
   */
  private static final double MIN_TIME_INCREASE = 0.01;

  /** Maximum interval between frames of a long-running study. */
  private static final double MAX_INTERVAL_SECONDS = 1;

  private final Map<ActorRef<LiveEvent>, Client> clients = new LinkedHashMap<>();
  private @Nullable StudySnapshot newest;
  private BitSet captured = new BitSet();
  private int sequence;
  private long lastSnapshot = System.nanoTime();

  private static final class Client {
    private int[] channels = {};
    private int credits = MAX_CREDITS;
    private int seen;
    private long sent = System.nanoTime();
    private long pauseNanos;

    boolean canReceive() {
      return credits > 0 && channels.length > 0;
    }

    boolean isPauseOver() {
      return System.nanoTime() - sent >= pauseNanos;
    }

    /** The last snapshot has the maps of all channels and is sent without a pause. */
    boolean isDue(StudySnapshot snapshot, int sequence, BitSet captured) {
      return canReceive()
          && seen < sequence
          && (snapshot.last()
              || (isPauseOver() && Arrays.stream(channels).allMatch(captured::get)));
    }

    void send(int sequence, int bytes) {
      credits--;
      seen = sequence;
      sent = System.nanoTime();
      pauseNanos = TimeUnit.SECONDS.toNanos(bytes) / MAX_BYTES_PER_SECOND;
    }
  }

  void add(ActorRef<LiveEvent> client) {
    clients.put(client, new Client());
  }

  boolean remove(ActorRef<LiveEvent> client) {
    return clients.remove(client) != null;
  }

  boolean isEmpty() {
    return clients.isEmpty();
  }

  /**
   * Selects the channels of a client.
   *
   * @param existing number of channels of the study; further indices are ignored
   */
  void select(ActorRef<LiveEvent> ref, int[] channels, int existing) {
    Client client = clients.get(ref);
    if (client != null) {
      client.channels =
          IntStream.of(channels).filter(c -> c >= 0 && c < existing).distinct().toArray();
      client.seen = 0;
    }
  }

  void acknowledge(ActorRef<LiveEvent> ref) {
    Client client = clients.get(ref);
    if (client != null) {
      client.credits = Math.min(MAX_CREDITS, client.credits + 1);
    }
  }

  /** Returns the channels of all clients that can receive a frame now. */
  BitSet neededChannels() {
    BitSet needed = new BitSet();
    waiting().forEach(client -> Arrays.stream(client.channels).forEach(needed::set));
    return needed;
  }

  /** Whether a client that can receive a frame has none of its selected channels. */
  private boolean needFirstFrame() {
    return waiting().anyMatch(client -> client.seen == 0);
  }

  private Stream<Client> waiting() {
    return clients.values().stream().filter(client -> client.canReceive() && client.isPauseOver());
  }

  void send(LiveEvent event) {
    clients.keySet().forEach(client -> client.tell(event));
  }

  boolean haveSnapshot() {
    return newest != null;
  }

  /** Drops the newest snapshot, as when another run begins. */
  void dropSnapshot() {
    newest = null;
  }

  /** Returns whether the newest snapshot is too old, or too old for a client without a frame. */
  boolean isSnapshotDue() {
    double seconds =
        newest == null ? 0 : Math.min(MIN_TIME_INCREASE * newest.seconds(), MAX_INTERVAL_SECONDS);
    return System.nanoTime() - lastSnapshot >= seconds * 1e9 || needFirstFrame();
  }

  /**
   * Takes a snapshot and sends frames of it, unless it has nothing new.
   *
   * @param channels channels that have maps, unless it is the last snapshot, which has all
   */
  void receive(StudySnapshot snapshot, BitSet channels) {
    lastSnapshot = System.nanoTime();
    if (newest == null
        || snapshot.last()
        || snapshot.maps().trials() > newest.maps().trials()
        || !channels.stream().allMatch(captured::get)) {
      newest = snapshot;
      captured = channels;
      sequence++;
    }
    sendDueFrames();
  }

  /**
   * Sends a frame of the newest snapshot to each client that is due; encodes it once for the same
   * channels.
   */
  void sendDueFrames() {
    StudySnapshot snapshot = newest;
    if (snapshot == null) {
      return;
    }
    Map<List<Integer>, ByteBuffer> encoded = new HashMap<>();
    clients.forEach(
        (ref, client) -> {
          if (client.isDue(snapshot, sequence, captured)) {
            ByteBuffer frame =
                encoded.computeIfAbsent(
                    Arrays.stream(client.channels).boxed().toList(),
                    channels -> LiveFrame.encode(snapshot, sequence, client.channels));
            client.send(sequence, frame.remaining());
            ref.tell(new LiveEvent.Frame(frame));
          }
        });
  }

  /** Encodes snapshots in the binary format of {@code docs/reference/live-feed.md}. */
  static final class LiveFrame {
    private static final byte[] MAGIC = "RVCF".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 64;
    private static final int RECORD_HEADER_BYTES = 20;
    private static final int FINAL = 1;

    private LiveFrame() {}

    /**
     * Encodes a frame.
     *
     * @param sequence number of the study's frame, from 1
     * @return read-only, little-endian, from position 0
     */
    static ByteBuffer encode(StudySnapshot snapshot, int sequence, int[] channels) {
      StudyMaps maps = snapshot.maps();
      int recordBytes = RECORD_HEADER_BYTES + maps.values() * Float.BYTES;
      ByteBuffer frame =
          ByteBuffer.allocate(HEADER_BYTES + channels.length * recordBytes)
              .order(ByteOrder.LITTLE_ENDIAN);
      frame.put(MAGIC).putShort((short) VERSION).putShort((short) HEADER_BYTES);
      frame.putInt(sequence).putInt(snapshot.last() ? FINAL : 0);
      frame.putDouble((double) maps.trials()).putDouble(snapshot.seconds());
      frame.putInt(channels.length).putInt(recordBytes).putInt(maps.maps().length);
      frame.putShort((short) maps.planes()).putShort((short) maps.height());
      frame.putShort((short) maps.width());
      frame.position(HEADER_BYTES);
      for (int channel : channels) {
        putRecord(frame, snapshot, channel);
      }
      return frame.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putRecord(ByteBuffer frame, StudySnapshot snapshot, int channel) {
      StudySnapshot.Channel statistics = snapshot.channels().get(channel);
      float[] map = snapshot.maps().drawn(channel);
      frame.putInt(channel).put(code(statistics.status())).put(new byte[3]);
      frame.putFloat((float) statistics.nEff()).putFloat((float) statistics.reliability());
      frame.putFloat(Palette.limit(map));
      frame.asFloatBuffer().put(map);
      frame.position(frame.position() + map.length * Float.BYTES);
    }

    private static byte code(StoppingStatus status) {
      return switch (status) {
        case WAITING -> 0;
        case SHORT -> 1;
        case REACHED -> 2;
        case RARE -> 3;
        case CONSTANT -> 4;
        case UNCHECKED -> 5;
      };
    }
  }
}
