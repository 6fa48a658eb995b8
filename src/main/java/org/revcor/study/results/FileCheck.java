package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Path;
import org.revcor.file.Checkpoint;
import org.revcor.file.UnreadableCheckpointException;

/**
 * Checks all files of an inactive study: results by their stored digests, and checkpoints by the
 * digests that they contain.
 */
public record FileCheck(RunDirectory directory, StudyView study) {

  /**
   * Checks the files.
   *
   * @throws DamagedFileException if one is damaged
   */
  public void run() throws IOException {
    new StoredDigests(directory.folder()).checkAll();
    for (Path checkpoint : directory.checkpoints()) {
      checkCheckpoint(checkpoint, checkpoint.getFileName().toString());
    }
  }

  /** Accepts checkpoints of other versions, which cannot be checked here. */
  private void checkCheckpoint(Path file, String name) throws IOException {
    try {
      CheckpointHeader.of(Checkpoint.of(file));
    } catch (UnreadableCheckpointException unreadable) {
      if (!unreadable.isOfOtherVersion()) {
        throw damaged(name, unreadable.problem());
      }
    } catch (IOException headless) {
      throw damaged(name, "without a valid header of a study");
    }
  }

  private DamagedFileException damaged(String name, String how) {
    return new DamagedFileException(directory.folder(), name, how);
  }
}
