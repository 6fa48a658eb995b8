package org.revcor.study.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.revcor.estimate.LookSchedule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.file.Npy;

/**
 * Snapshots of the maps of a study at looks on a logarithmic grid of trials: {@code
 * maps-over-trials.npy}, which NumPy reads as records of {@code trials}, {@code status} (the {@link
 * StoppingStatus} of each channel), {@code limit} (the largest absolute value of each map) and
 * {@code maps} (float16, in units of that limit).
 *
 * <p>The grid is a function of the number of blocks alone, and becomes coarser as the study goes
 * on, so that a study has 20 to 40 snapshots whatever its length. Not thread-safe.
 */
public final class MapSnapshots {
  /** Statuses by their number in the file. */
  private static final List<StoppingStatus> CODES =
      List.of(
          StoppingStatus.WAITING,
          StoppingStatus.SHORT,
          StoppingStatus.REACHED,
          StoppingStatus.RARE,
          StoppingStatus.CONSTANT,
          StoppingStatus.UNCHECKED);

  private static final int MAX_SNAPSHOTS = 40;
  private static final int MIN_SNAPSHOTS = 10;
  private static final int MAX_BYTES = 16 << 20;

  /** Least side of a map after it is made smaller. */
  private static final int MIN_SIDE = 16;

  /** Position of the header of a NumPy file, after its length. */
  private static final int HEADER_START = 10;

  /** Points of the finest grid between a number of blocks and twice as many. */
  private static final int POINTS = 8;

  /**
   * What fits into the file: fewer snapshots, then smaller maps, then only the first channels.
   *
   * @param side each value is the mean of a square of so many pixels a side, from the top left
   * @param shape C, H, W of the maps in the file
   */
  record Layout(int snapshots, int side, int channels, List<Integer> shape) {
    static Layout of(int channels, List<Integer> shape) {
      int snapshots = MAX_SNAPSHOTS;
      Layout layout = new Layout(snapshots, 1, channels, shape);
      while (!layout.fits() && layout.snapshots > MIN_SNAPSHOTS) {
        layout = new Layout(layout.snapshots / 2, 1, channels, shape);
      }
      int smaller = Math.min(shape.get(1), shape.get(2));
      for (int side = 2; !layout.fits() && smaller / side >= MIN_SIDE; side *= 2) {
        List<Integer> small = List.of(shape.get(0), shape.get(1) / side, shape.get(2) / side);
        layout = new Layout(layout.snapshots, side, channels, small);
      }
      int fitting = (MAX_BYTES / layout.snapshots - Long.BYTES) / layout.bytesPerChannel();
      return new Layout(
          layout.snapshots, layout.side, Math.clamp(fitting, 1, channels), layout.shape);
    }

    private boolean fits() {
      return (long) snapshots * (Long.BYTES + (long) channels * bytesPerChannel()) <= MAX_BYTES;
    }

    int values() {
      return shape.get(0) * shape.get(1) * shape.get(2);
    }

    int bytesPerChannel() {
      return 1 + Float.BYTES + values() * Short.BYTES;
    }

    int bytes() {
      return Long.BYTES + channels * bytesPerChannel();
    }

    String fields() {
      return ("[('trials', '<i8'), ('status', '|u1', (%1$d,)), ('limit', '<f4', (%1$d,)),"
              + " ('maps', '<f2', (%1$d, %2$s))]")
          .formatted(
              channels, shape.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
  }

  /**
   * One snapshot.
   *
   * @param maps channels x C·H·W
   */
  public record Snapshot(long trials, List<StoppingStatus> statuses, float[][] maps) {}

  private final Path file;
  private final Layout layout;
  private final int width;
  private final int blockSize;
  private final List<byte[]> pending = new ArrayList<>();

  /**
   * @param shape C, H, W of a map of the study
   */
  MapSnapshots(Path file, int channels, List<Integer> shape, int blockSize) {
    this.file = file;
    this.layout = Layout.of(channels, shape);
    this.width = shape.get(2);
    this.blockSize = blockSize;
  }

  /** Returns the looks, as block counts, whose snapshots a study of so many blocks has. */
  static Set<Long> grid(long blocks, int snapshots) {
    long[] looks = new LookSchedule(Long.MAX_VALUE).upTo(blocks).toArray();
    int coarseness = 0;
    while (grid(looks, coarseness).count() > snapshots) {
      coarseness++;
    }
    return grid(looks, coarseness).boxed().collect(Collectors.toSet());
  }

  private static LongStream grid(long[] looks, int coarseness) {
    return IntStream.range(0, looks.length)
        .filter(i -> i == 0 || point(looks[i]) >> coarseness != point(looks[i - 1]) >> coarseness)
        .mapToLong(i -> looks[i]);
  }

  private static int point(long blocks) {
    return (int) (POINTS * StrictMath.log((double) blocks) / StrictMath.log(2) + 1e-9);
  }

  /** Returns whether a look at so many blocks has a snapshot. */
  public boolean isDue(long blocks) {
    return grid(blocks, layout.snapshots).contains(blocks);
  }

  /**
   * Adds a snapshot, which {@link #flush} writes.
   *
   * @param statuses status of each channel
   */
  public void add(StudyMaps maps, List<StoppingStatus> statuses) {
    byte[] bytes = new byte[layout.bytes()];
    ByteBuffer snapshot = buffer(bytes).putLong(maps.trials());
    statuses.stream()
        .limit(layout.channels)
        .forEach(each -> snapshot.put((byte) CODES.indexOf(each)));
    float[][] small = new float[layout.channels][];
    for (int channel = 0; channel < small.length; channel++) {
      small[channel] = smaller(maps.drawn(channel));
      snapshot.putFloat(limit(small[channel]));
    }
    for (float[] map : small) {
      float limit = limit(map);
      for (float value : map) {
        float share = limit == 0 ? value : value / limit;
        snapshot.putShort(Float.isNaN(share) ? (short) 0x7e00 : Float.floatToFloat16(share));
      }
    }
    pending.add(bytes);
  }

  private static float limit(float[] map) {
    float limit = 0;
    for (float value : map) {
      limit = Math.max(limit, Float.isNaN(value) ? 0 : Math.abs(value));
    }
    return limit;
  }

  private float[] smaller(float[] map) {
    int side = layout.side;
    if (side == 1) {
      return map;
    }
    float[] small = new float[layout.values()];
    int rows = layout.shape.get(1);
    int columns = layout.shape.get(2);
    int plane = map.length / layout.shape.get(0);
    for (int i = 0; i < small.length; i++) {
      int first =
          i / (rows * columns) * plane + i / columns % rows * side * width + i % columns * side;
      float sum = 0;
      for (int pixel = 0; pixel < side * side; pixel++) {
        sum += map[first + pixel / side * width + pixel % side];
      }
      small[i] = sum / (side * side);
    }
    return small;
  }

  /**
   * Writes added snapshots, and drops those that the coarser grid of a longer study lacks.
   *
   * @throws IOException if they cannot be written now; they are written with the next ones
   */
  public void flush() throws IOException {
    if (!pending.isEmpty()) {
      List<byte[]> all = records();
      all.addAll(pending);
      write(all, trials(all.getLast()));
      pending.clear();
    }
  }

  /** Removes the snapshots after a number of trials. */
  void retain(long trials) throws IOException {
    write(records(), trials);
  }

  /** Replaces the file; it is synced with a checkpoint. */
  private void write(List<byte[]> records, long trials) throws IOException {
    Set<Long> grid = grid(trials / blockSize, layout.snapshots);
    List<byte[]> retained =
        records.stream().filter(each -> grid.contains(trials(each) / blockSize)).toList();
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(part, Npy.records(layout.fields(), layout.bytes(), retained));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the records of the file; none if it is missing or of another layout. */
  private List<byte[]> records() throws IOException {
    List<byte[]> records = new ArrayList<>();
    if (Files.exists(file)) {
      byte[] content = Files.readAllBytes(file);
      int size = layout.bytes();
      int header = HEADER_START + (buffer(content).getShort(HEADER_START - 2) & 0xffff);
      for (int at = header; at + size <= content.length; at += size) {
        records.add(Arrays.copyOfRange(content, at, at + size));
      }
    }
    return records;
  }

  private static long trials(byte[] snapshot) {
    return buffer(snapshot).getLong();
  }

  /** Reads all snapshots; none if the study has no file of them. */
  public List<Snapshot> read() throws IOException {
    return records().stream().map(this::snapshot).toList();
  }

  private Snapshot snapshot(byte[] bytes) {
    ByteBuffer record = buffer(bytes);
    long trials = record.getLong();
    List<StoppingStatus> statuses =
        IntStream.range(0, layout.channels).mapToObj(i -> CODES.get(record.get())).toList();
    float[][] maps = new float[layout.channels][layout.values()];
    for (float[] map : maps) {
      Arrays.fill(map, record.getFloat());
    }
    for (float[] map : maps) {
      for (int i = 0; i < map.length; i++) {
        map[i] *= Float.float16ToFloat(record.getShort());
      }
    }
    return new Snapshot(trials, statuses, maps);
  }

  /** Returns C, H, W of the maps in the file. */
  public List<Integer> shape() {
    return layout.shape;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
