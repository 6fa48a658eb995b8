package org.revcor.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.LabelledImages;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.inference.Platform;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.file.Inspection;
import org.revcor.schema.Json;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class JobHost {
  private static final Logger LOG = LoggerFactory.getLogger(JobHost.class);
  private static final String FIELD = "images";
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Connection supervisor;
  private long reported = System.nanoTime();

  JobHost(Connection supervisor) {
    this.supervisor = supervisor;
  }

  void run(ChildJob job) throws IOException {
    byte[] result;
    try {
      result =
          switch (job) {
            case ChildJob.Analyse analyse -> analyse(analyse);
            case ChildJob.Decode decode -> decode(decode);
            case ChildJob.Inspect inspect -> Json.bytes(Inspection.of(inspect.network()));
            case ChildJob.Preview preview -> preview(preview);
            case ChildJob.Test test -> test(test);
          };
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      supervisor.send(message(job, e));
      return;
    }
    supervisor.send(new Message.Done(0), result);
  }

  private static Message message(ChildJob job, Throwable failure) {
    Optional<String> shortage = job.memory().shortage(failure);
    if (shortage.isPresent()) {
      return failed(job.subject() + " " + shortage.get());
    }
    return switch (failure) {
      case InvalidInputException e -> new Message.Invalid(e.field(), e.value(), e.expected());
      case RevcorException e -> failed(String.valueOf(e.getMessage()));
      default -> {
        LOG.error("a job failed", failure);
        yield failed("the server failed; see its log");
      }
    };
  }

  private static Message.Failed failed(String message) {
    return new Message.Failed(0, Message.Failed.Kind.STUDY, message);
  }

  private byte[] analyse(ChildJob.Analyse job) {
    Analysis analysis = AnalysisRegistry.named("analysis", job.analysis());
    return new AnalysisJob(
            job.settings().materials(),
            Path.of(job.studies()),
            Platform.ofThisMachine(job.settings().kernels()),
            job.threads(),
            Path.of(job.folder()))
        .run(analysis, Arguments.of(analysis, job.arguments()), new AnalysisProgress(this::report))
        .getBytes(StandardCharsets.UTF_8);
  }

  private synchronized void report(AnalysisProgress progress) {
    if (System.nanoTime() - reported < PROGRESS_NANOS) {
      return;
    }
    reported = System.nanoTime();
    try {
      supervisor.send(new Message.Shown(progress.shown(), progress.expected()));
    } catch (IOException ended) {
      // the result cannot be sent either
    }
  }

  private static byte[] decode(ChildJob.Decode job) throws IOException {
    StudySpecification study = StudyFile.parseJson(job.specification());
    if (!(study.stimuli().kind() instanceof DecodedKind decoded)) {
      throw new IllegalStateException("stimuli without a decoder");
    }
    ObserverDescription observer =
        ObserverDescription.of(
            job.observer(),
            ObserverInput.unchanged(job.input()),
            OutputKind.LOGITS,
            1,
            List.of(),
            List.of());
    return Cbor.mapper()
        .writeValueAsBytes(decoded.run(study, observer, job.settings().materials()));
  }

  private static byte[] preview(ChildJob.Preview job) {
    return StimulusPreview.of(
            StudyFile.parseJson(job.specification()), job.settings().materials(), job.count())
        .file(job.format(), job.columns());
  }

  private static byte[] test(ChildJob.Test job) {
    ObserverSource network = job.inspected().network().open();
    return Json.bytes(AccuracyCheck.of(network, images(job, network)));
  }

  private static LabelledImages images(ChildJob.Test job, ObserverSource network) {
    try {
      return LabelledImages.of(
          FIELD, job.images(), Path.of(job.settings().datasets()), network.description());
    } catch (InvalidInputException refused) {
      throw refused.field().equals(FIELD)
          ? refused
          : new InvalidInputException(
              FIELD,
              "%s, of which %s is %s".formatted(job.images(), refused.field(), refused.value()),
              refused.expected());
    }
  }
}
