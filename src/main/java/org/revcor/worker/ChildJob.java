package org.revcor.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.observer.Layout;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.file.NetworkFile;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.worker.Confinement.FileAccess;

/** A job that runs networks in a child process of its own. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "job")
@JsonSubTypes({
  @JsonSubTypes.Type(ChildJob.Analyse.class),
  @JsonSubTypes.Type(ChildJob.Decode.class),
  @JsonSubTypes.Type(ChildJob.Inspect.class),
  @JsonSubTypes.Type(ChildJob.Preview.class),
  @JsonSubTypes.Type(ChildJob.Test.class)
})
public sealed interface ChildJob {
  /** File in the folder of a result that belongs to the server. */
  String REQUEST = "request.json";

  /** Folders, lanes and memory of the process. */
  ProcessSettings settings();

  /** Returns what the job runs, for messages. */
  default String subject() {
    return switch (this) {
      case Analyse analyse -> "the analysis";
      case Decode decode -> "the decoder";
      case Preview preview -> "the decoder";
      case Inspect inspect -> "the network";
      case Test test -> "the network";
    };
  }

  default FileAccess access() {
    return settings().access();
  }

  default MemoryLimit memory() {
    return settings().memory();
  }

  /** Runs an analysis and writes its result. The result is its first statement. */
  record Analyse(
      String analysis,
      Map<String, String> arguments,
      ProcessSettings settings,
      String studies,
      int threads,
      String folder)
      implements ChildJob {
    @Override
    public FileAccess access() {
      Path result = Path.of(folder);
      return settings
          .access()
          .withReadable(Path.of(studies))
          .withWritable(result)
          .withReadable(result.resolve(REQUEST));
    }
  }

  /**
   * Runs the decoder of a study's stimuli. The result is a {@link
   * org.revcor.study.specification.DecodedKind.DecoderReport} in CBOR.
   */
  record Decode(
      ProcessSettings settings, String specification, String observer, List<Integer> input)
      implements ChildJob {}

  record Preview(
      ProcessSettings settings,
      String specification,
      int count,
      StimulusPreview.Format format,
      int columns)
      implements ChildJob {}

  /** Runs a network of a file on two images. The result is its inspection as JSON. */
  record Inspect(
      ProcessSettings settings,
      String file,
      String name,
      @Nullable List<Integer> input,
      @Nullable OutputKind output,
      List<String> classes,
      Scale scale,
      @Nullable Layout layout,
      List<String> layers)
      implements ChildJob {
    static Inspect of(NetworkFile file, ProcessSettings settings) {
      return new Inspect(
          settings,
          file.file().toAbsolutePath().toString(),
          file.name(),
          file.input().orElse(null),
          file.output().orElse(null),
          file.classes(),
          file.scale(),
          file.layout().orElse(null),
          file.layers());
    }

    NetworkFile network() {
      return new NetworkFile(
          Path.of(file),
          name,
          Optional.ofNullable(input),
          Optional.ofNullable(output),
          classes,
          "",
          scale,
          Optional.ofNullable(layout),
          layers);
    }

    @Override
    public FileAccess access() {
      return FileAccess.NONE.withReadable(Path.of(file));
    }
  }

  /**
   * Shows a network of a file the test images of a data set. The result is an {@link
   * org.revcor.analysis.AccuracyCheck} as JSON.
   */
  record Test(Inspect inspected, String images) implements ChildJob {
    @Override
    public FileAccess access() {
      return settings().dataSets().withReadable(Path.of(inspected.file()));
    }

    @Override
    public ProcessSettings settings() {
      return inspected.settings();
    }
  }
}
