package org.revcor.study.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.figure.Palette;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.run.StudySnapshot;

/** Encodes snapshots in the binary format of {@code docs/reference/live-feed.md}. */
final class LiveFrame {
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
    };
  }
}
