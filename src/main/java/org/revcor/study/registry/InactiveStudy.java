package org.revcor.study.registry;

import java.util.concurrent.Callable;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.RefusedException;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.StudyRegistry.FromStudy;
import org.revcor.study.results.InactiveStudyException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/**
 * The states of a study without a run: inactive, while its checkpoints are deleted, and while all
 * its files are deleted.
 */
final class InactiveStudy {
  private final StudyActor study;
  private final RunDirectory directory;

  InactiveStudy(StudyActor study) {
    this.study = study;
    this.directory = study.services.files().directory(study.id());
  }

  /** Saves the study if its entry in the database differs; it is inactive then. */
  Behavior<StudyActor.Command> begin() {
    study.update(study.view, study.view.lifecycle().state());
    return inactive();
  }

  Behavior<StudyActor.Command> inactive() {
    return inactive(0);
  }

  /**
   * @param exports number of exports that open the files now
   */
  private Behavior<StudyActor.Command> inactive(int exports) {
    return study.state(command -> onInactive(command, exports));
  }

  private Behavior<StudyActor.Command> onInactive(StudyActor.Command command, int exports) {
    return switch (command) {
      case StudyRequest.Reading request -> study.read(request);
      case StudyRequest.ToCollector collect ->
          throw new InactiveStudyException(study.id(), study.view.lifecycle().state());
      case StudyRequest.Pause pause -> {
        if (study.view.lifecycle().state() != StudyState.PAUSED) {
          throw study.conflict("study %s has ended");
        }
        yield StudyActor.reply(pause, study.view);
      }
      case StudyRequest.Stop stop ->
          study.view.lifecycle().state() == StudyState.PAUSED
              ? resume(new StudyRequest.Resume(new Continuation.Finish(), stop.replyTo()), exports)
              : StudyActor.reply(stop, study.view);
      case StudyRequest.Resume resume -> resume(resume, exports);
      case StudyRequest.Delete delete -> delete(delete, exports);
      case StudyRequest.DeleteCheckpoints delete -> deleteCheckpoints(delete, exports);
      case StudyRequest.Export export -> {
        study.useFiles(export, export(study.view, study.entry.isUnrecorded()));
        yield inactive(exports + 1);
      }
      case StudyActor.FilesUsed<?> exported -> {
        exported.reply();
        yield inactive(exports - 1);
      }
      case StudyActor.Event late -> Behaviors.same();
    };
  }

  /**
   * An export has the record, which is written first if it may not say that the study is paused.
   */
  private Callable<ExportedStudy> export(StudyView paused, boolean isUnrecorded) {
    return () -> {
      if (isUnrecorded) {
        study.services.files().tryWrite(paused);
      }
      return ExportedStudy.open(directory);
    };
  }

  private void requireUnused(int exports) {
    if (exports > 0) {
      throw study.conflict("study %s is being exported; try again");
    }
  }

  private Behavior<StudyActor.Command> resume(StudyRequest.Resume resume, int exports) {
    resume.how().requireUseful(study.view);
    requireUnused(exports);
    return new ActiveStudy(study).reserve(resume);
  }

  private Behavior<StudyActor.Command> deleteCheckpoints(
      StudyRequest.DeleteCheckpoints delete, int exports) {
    StudyView complete = study.view;
    if (complete.lifecycle().end() == null || !complete.lifecycle().end().complete()) {
      throw study.conflict("study %s is not complete and needs its checkpoints to resume");
    }
    requireUnused(exports);
    study.useFiles(delete, () -> study.services.files().deleteCheckpoints(complete));
    return study.state(this::onDeletingCheckpoints);
  }

  private Behavior<StudyActor.Command> onDeletingCheckpoints(StudyActor.Command command) {
    return switch (command) {
      case StudyActor.FilesUsed<?> deleted -> {
        if (deleted.result().isSuccess()) {
          study.update(study.view.withoutCheckpoint());
        }
        deleted.reply();
        yield inactive();
      }
      case StudyRequest.Resume resume -> {
        resume.how().requireUseful(study.view);
        throw beingChanged();
      }
      case StudyRequest.OfFiles request -> throw beingChanged();
      case StudyRequest request -> onInactive(request, 0);
      case StudyActor.Event late -> Behaviors.same();
    };
  }

  private RefusedException beingChanged() {
    return study.conflict("the files of study %s are being changed; try again");
  }

  /** Deletes the study. If a file cannot be deleted, the next process deletes it. */
  Behavior<StudyActor.Command> delete(StudyRequest.Delete delete, int exports) {
    requireUnused(exports);
    study.entry.markDeleting();
    study.registry.tell(new FromStudy.Unlist(study.id(), study.context.getSelf()));
    return study.state(command -> onUnlisting(command, delete));
  }

  /** Refuses the requests that the registry has sent before it removes the study. */
  private Behavior<StudyActor.Command> onUnlisting(
      StudyActor.Command command, StudyRequest.Delete delete) {
    return switch (command) {
      case StudyRequest request -> throw RefusedException.unknown("study " + study.id());
      case StudyActor.Unlisted unlisted -> {
        study.useFiles(
            delete,
            () -> {
              study.services.files().delete(study.id());
              return Done.getInstance();
            });
        yield study.state(this::onDeleting);
      }
      case StudyActor.Event late -> Behaviors.same();
    };
  }

  private Behavior<StudyActor.Command> onDeleting(StudyActor.Command command) {
    return switch (command) {
      case StudyRequest request -> throw RefusedException.unknown("study " + study.id());
      case StudyActor.FilesUsed<?> deleted -> {
        if (deleted.result().isSuccess()) {
          study.registry.tell(new FromStudy.Deleted(study.id()));
        }
        deleted.reply();
        if (!study.hasFeed()) {
          yield Behaviors.stopped();
        }
        study.feed().tell(new Live.Close());
        yield study.state(this::onDeleted);
      }
      case StudyActor.Event late -> Behaviors.same();
    };
  }

  /** Waits until the feed has informed its clients. */
  private Behavior<StudyActor.Command> onDeleted(StudyActor.Command command) {
    return switch (command) {
      case StudyRequest request -> throw RefusedException.unknown("study " + study.id());
      case StudyActor.FeedStopped stopped -> Behaviors.stopped();
      case StudyActor.Event late -> Behaviors.same();
    };
  }
}
