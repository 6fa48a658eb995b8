package org.revcor.worker;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The engine's libraries as the supervisor's user has them. DJL unpacks 450 MB to the temporary
 * folder of a process whose home folder cannot be written, as that of a confined process.
 */
final class UnpackedEngine {
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

  /** Returns the path of the library that DJL unpacks when all others are there. */
  private static Path lastUnpacked(Path folder) {
    Platform platform = Platform.detectPlatform(PYTORCH);
    return folder
        .resolve(PYTORCH)
        .resolve(
            String.join("-", platform.getVersion(), platform.getFlavor(), platform.getClassifier()))
        .resolve(Engine.getDjlVersion() + "-" + System.mapLibraryName("djl_torch"));
  }
}
