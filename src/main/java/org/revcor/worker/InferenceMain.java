package org.revcor.worker;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
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

  /** Runs until the supervisor ends. */
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

  /**
   * The engine's libraries as the supervisor's user has them. DJL unpacks 450 MB to the temporary
   * folder of a process whose home folder cannot be written, as that of a confined process.
   */
  static final class UnpackedEngine {
    private static final String FOLDER = "revcor.engine-cache";
    private static final String DJL_FOLDER = "ENGINE_CACHE_DIR";
    private static final String PYTORCH = "pytorch";

    private UnpackedEngine() {}

    /** Returns the option of Java that tells a child process of this one where they are. */
    static String option() {
      return "-D" + FOLDER + "=" + Utils.getEngineCacheDir();
    }

    /** Lets the engine load them if all are there; it begins after that. */
    static void use() {
      String folder = System.getProperty(FOLDER, "");
      if (!folder.isEmpty() && Files.isRegularFile(lastUnpacked(Path.of(folder)))) {
        System.setProperty(DJL_FOLDER, folder);
      }
    }

    private static Path lastUnpacked(Path folder) {
      Platform platform = Platform.detectPlatform(PYTORCH);
      return folder
          .resolve(PYTORCH)
          .resolve(
              String.join(
                  "-", platform.getVersion(), platform.getFlavor(), platform.getClassifier()))
          .resolve(Engine.getDjlVersion() + "-" + System.mapLibraryName("djl_torch"));
    }
  }
}
