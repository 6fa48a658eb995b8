package org.revcor.study.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.figure.Palette;
import org.revcor.schema.Json;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.run.StudySnapshot;

/** Measures the encoding of a live frame of ten channels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
  private static final int CHANNELS = 10;

  @Param({"28", "224"})
  public int side;

  private StudySnapshot snapshot;
  private int[] channels;

  @Setup
  public void createSnapshot() {
    Random random = new Random(7);
    float[][] maps = new float[CHANNELS][side * side];
    for (float[] map : maps) {
      for (int i = 0; i < map.length; i++) {
        map[i] = (float) random.nextGaussian();
      }
    }
    List<String> names = IntStream.range(0, CHANNELS).mapToObj(Integer::toString).toList();
    snapshot =
        new StudySnapshot(
            new StudyMaps(
                MapView.MAP,
                Estimand.CLASS_MAP,
                1_000_000,
                1,
                side,
                side,
                names,
                List.of(),
                new double[CHANNELS],
                maps),
            1,
            Collections.nCopies(CHANNELS, new StudySnapshot.Channel(1, 0.5, StoppingStatus.SHORT)),
            false);
    channels = IntStream.range(0, CHANNELS).toArray();
  }

  /** The complete frame. */
  @Benchmark
  public ByteBuffer frame() {
    return LiveFrame.encode(snapshot, 1, channels);
  }

  /** Only the maps, value by value; compare with {@link #mapsAtOnce}. */
  @Benchmark
  public ByteBuffer mapsByValue() {
    ByteBuffer frame = empty();
    for (float[] map : snapshot.maps().maps()) {
      for (float value : map) {
        frame.putFloat(value);
      }
    }
    return frame;
  }

  @Benchmark
  public ByteBuffer mapsAtOnce() {
    ByteBuffer frame = empty();
    for (float[] map : snapshot.maps().maps()) {
      frame.asFloatBuffer().put(map);
      frame.position(frame.position() + map.length * Float.BYTES);
    }
    return frame;
  }

  /** Only the maps as text: JSON numbers; compare with {@link #mapsInBase64}. */
  @Benchmark
  public String mapsAsJson() {
    return Json.line(snapshot.maps().maps());
  }

  @Benchmark
  public String mapsInBase64() {
    return Base64.getEncoder().encodeToString(mapsAtOnce().array());
  }

  /** Only the display limit of each map, which a frame contains. */
  @Benchmark
  public double limits() {
    return Arrays.stream(snapshot.maps().maps()).mapToDouble(Palette::limit).sum();
  }

  private ByteBuffer empty() {
    return ByteBuffer.allocate(CHANNELS * side * side * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
