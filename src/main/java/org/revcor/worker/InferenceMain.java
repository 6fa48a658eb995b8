package org.revcor.worker;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.revcor.file.FolderTree;

/** An inference process: runs the tasks of its supervisor and ends with it. */
public final class InferenceMain {
  private InferenceMain() {}

  /**
   * Runs until the supervisor ends.
   *
   * @param args the path of the supervisor's socket
   */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    killFirst();
    ignore("INT");
    ignore("TERM");
    UnpackedEngine.use();
    Path address = Path.of(args[0]);
    int exitCode = 0;
    try {
      new InferenceHost(new Connection(SocketChannel.open(UnixDomainSocketAddress.of(address))))
          .run();
    } catch (ConnectException ended) {
      // the supervisor has ended, or needs this process no longer
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError failed) {
      failed.printStackTrace();
      exitCode = 1;
    } finally {
      deleteScratch(address.resolveSibling(""));
      // threads in native code cannot be stopped
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /** Deletes what the supervisor would delete, which may have ended without doing so. */
  private static void deleteScratch(Path scratch) {
    try {
      new FolderTree(scratch).delete();
    } catch (IOException isMountPoint) {
      // the empty folder of a confined process remains
    }
  }

  /** Lets Linux end this process, not the supervisor, when memory is short. */
  private static void killFirst() {
    try {
      Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
    } catch (IOException unavailable) {
      // another system
    }
  }

  /**
   * Ignores a signal, which terminals and service managers send to all processes of a group: the
   * supervisor still needs this process. By reflection, because naming {@code sun.misc} gives a
   * warning.
   */
  private static void ignore(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(
          null,
          signal.getConstructor(String.class).newInstance(name),
          handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // the signal ends the process, and the supervisor starts another one
    }
  }
}
