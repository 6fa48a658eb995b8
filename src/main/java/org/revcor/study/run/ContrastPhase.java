package org.revcor.study.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.revcor.ObserverFailedException;
import org.revcor.RefusedException;
import org.revcor.estimate.Tally;
import org.revcor.estimate.ThresholdSearch;
import org.revcor.file.WholeFile;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.ThresholdNoise;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.RunContext.ExternalInference;
import org.revcor.study.run.StudyRun.Command;
import org.revcor.study.run.StudyRun.RunSettings;

/**
 * The part of a run before the first block of threshold noise: it finds the contrasts of the
 * examples in rounds of a few trials of each class. Rounds are blocks with numbers of their own.
 * After each round its counts are written, and a resumed study starts after the last round.
 */
final class ContrastPhase {
  private static final int MAX_STASHED = 10_000;

  private static final String HEADER = "round,class,contrast,trials,responses\n";

  /** Continues with the study. */
  interface Next {
    /**
     * Continues with the study.
     *
     * @param collector collector of clients' responses to a search that has not ended
     */
    Behavior<Command> begin(Optional<ActorRef<ResponseCollector.Command>> collector)
        throws Exception;
  }

  private final ActorContext<Command> context;
  private final StashBuffer<Command> stash;
  private final StudyStatus status;
  private final RunDirectory directory;
  private final Lanes lanes;
  private final Next next;
  private final PreparedStudy study;
  private final List<String> classes;
  private final List<ThresholdSearch> searches;
  private final List<String> rows = new ArrayList<>();
  private final Rounds rounds = new Rounds();
  private final StudyInference inference;
  private final Optional<ActorRef<ResponseCollector.Command>> collector;
  private final List<ActorRef<StudyView>> subscribers = new ArrayList<>();
  private long trials;
  private long blocks;

  private ContrastPhase(
      ActorContext<Command> context,
      StashBuffer<Command> stash,
      StudyStatus status,
      RunDirectory directory,
      Lanes lanes,
      RunSettings settings,
      Next next) {
    this.context = context;
    this.stash = stash;
    this.status = status;
    this.directory = directory;
    this.lanes = lanes;
    this.next = next;
    this.classes = status.study().stimulus().sequence().stimulus().signals();
    this.study = status.study().ofContrastRound();
    this.searches = classes.stream().map(each -> new ThresholdSearch()).toList();
    this.collector =
        study.isExternal()
            ? Optional.of(
                RunContext.collector(
                    context,
                    study,
                    rounds,
                    Artefact.CONTRAST_RESPONSES.in(directory.folder()),
                    settings.lease()))
            : Optional.empty();
    this.inference =
        collector
            .<StudyInference>map(
                created ->
                    ExternalInference.of(study, rounds, created, context.getSystem().scheduler()))
            .orElse(rounds);
  }

  /** Starts the phase. */
  static Behavior<Command> create(
      ActorContext<Command> context,
      StudyStatus status,
      Resumption resumption,
      RunDirectory directory,
      Lanes lanes,
      RunSettings settings,
      Next next) {
    status.runSince(resumption.from().map(point -> point.header().seconds()).orElse(0.0));
    return Behaviors.withStash(
        MAX_STASHED,
        stash ->
            Behaviors.setup(
                same ->
                    new ContrastPhase(context, stash, status, directory, lanes, settings, next)
                        .begin()));
  }

  private Behavior<Command> begin() throws Exception {
    Path file = Artefact.CONTRASTS.in(directory.folder());
    if (Files.exists(file)) {
      Files.readAllLines(file).stream().skip(1).forEach(this::add);
    }
    return round();
  }

  /** Adds a row: round, class, contrast, trials, responses. */
  private void add(String row) {
    String[] cells = row.split(",", -1);
    int number = Integer.parseInt(cells[3]);
    searches
        .get(Integer.parseInt(cells[1]))
        .add(Double.parseDouble(cells[2]), number, Double.parseDouble(cells[4]));
    rows.add(row);
    trials += number;
  }

  private List<Double> contrasts() {
    return searches.stream().map(ThresholdSearch::contrast).toList();
  }

  private Behavior<Command> round() throws Exception {
    int number = rows.size() / classes.size();
    blocks = 0;
    status.searched(trials);
    publish();
    if (number == ThresholdSearch.ROUNDS) {
      return finish();
    }
    if (status.timeIsUp()) {
      return leave(collector);
    }
    PreparedStudy shown = study.withContrasts(contrasts());
    rounds.current = Optional.of(lanes.of("%s-contrasts-%d".formatted(status.id(), number), shown));
    inference.reportAvailability(
        context.messageAdapter(Availability.class, StudyRun.LanesChanged::new));
    long first = first(number);
    context.pipeToSelf(
        inference
            .tallies(first, first + study.blocksOfRound())
            .map(this::searched)
            .runWith(Sink.seq(), Materializer.createMaterializer(context)),
        StudyRun.RoundDone::new);
    return Behaviors.receiveMessage(this::searching);
  }

  private long first(int round) {
    return StimulusSequence.FIRST_SEARCH_BLOCK + (long) round * study.blocksOfRound();
  }

  /** Counts a block; called by the stream. */
  private Tally searched(Tally tally) {
    context.getSelf().tell(new StudyRun.Searched());
    return tally;
  }

  private Behavior<Command> searching(Command command) throws Exception {
    switch (command) {
      case StudyRun.RoundDone(List<Tally> tallies, Throwable failure) -> {
        rounds.forget();
        if (tallies == null) {
          return fail(failure);
        }
        try {
          add(tallies);
        } catch (IOException unwritable) {
          return fail(unwritable);
        }
        return round();
      }
      case StudyRun.Searched block -> {
        blocks++;
        status.searched(trials + blocks * study.plan().blockSize());
        publish();
      }
      case StudyRun.Stop stop -> {
        stash.stash(stop);
        return leave(collector);
      }
      case StudyRun.Suspend suspend -> {
        stash.stash(suspend);
        return leave(collector);
      }
      case StudyRun.PartLost(String part) -> {
        return fail(new IllegalStateException(part + " failed"));
      }
      case StudyRun.Subscribe subscribe -> {
        subscribe.views().tell(status.view());
        subscribers.add(subscribe.views());
        stash.stash(subscribe);
      }
      case StudyRun.Describe(var replyTo) -> replyTo.tell(StatusReply.success(status.view()));
      case StudyRun.Label(var labels, var replyTo) -> {
        status.label(labels);
        directory.writeRecord(status.view());
        publish();
        replyTo.tell(StatusReply.success(status.view()));
      }
      case StudyRun.GetMaps(var view, var replyTo) ->
          replyTo.tell(
              StatusReply.error(
                  RefusedException.conflict(
                      "study %s has no maps before it has found its contrasts"
                          .formatted(status.id()))));
      case StudyRun.LanesChanged(Availability changed) -> {
        status.setObstacle(changed.obstacle());
        publish();
      }
      case StudyRun.ToCollector(ResponseCollector.Request<?> request) when collector.isPresent() ->
          collector.get().tell(request);
      default -> stash.stash(command);
    }
    return Behaviors.same();
  }

  private void publish() {
    subscribers.forEach(subscriber -> subscriber.tell(status.view()));
  }

  private void add(List<Tally> tallies) throws IOException {
    int number = rows.size() / classes.size();
    List<Double> shown = contrasts();
    int[] ofRound =
        trials(
            number, (ThresholdNoise) study.withContrasts(shown).stimulus().sequence().stimulus());
    for (int c = 0; c < classes.size(); c++) {
      double responses = 0;
      for (Tally tally : tallies) {
        responses += tally.a().responses()[c] + tally.b().responses()[c];
      }
      add("%d,%d,%s,%d,%s".formatted(number, c, shown.get(c), ofRound[c], responses));
    }
    WholeFile.write(
        Artefact.CONTRASTS.in(directory.folder()),
        (HEADER + String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the number of trials of each class in a round. */
  private int[] trials(int round, ThresholdNoise shown) {
    int pairs = study.plan().blockSize() / 4; // of each half
    int[] ofClass = new int[classes.size()];
    long first = first(round) * pairs;
    for (long pair = first; pair < first + (long) study.blocksOfRound() * pairs; pair++) {
      ofClass[shown.signal(pair)] += 4;
    }
    return ofClass;
  }

  private Behavior<Command> finish() throws Exception {
    List<Double> found =
        searches.stream()
            .map(search -> search.threshold().orElse(ThresholdNoise.LEFT_OUT))
            .toList();
    if (found.stream().allMatch(each -> each == ThresholdNoise.LEFT_OUT)) {
      return fail(
          new ObserverFailedException(
              "no example gets the label of its class in about half of the trials at any contrast;"
                  + " see "
                  + Artefact.CONTRASTS.fileName()));
    }
    status.find(found);
    collector.ifPresent(
        each -> {
          context.unwatch(each);
          each.tell(new ResponseCollector.HandOver(context.getSelf()));
        });
    return leave(Optional.empty());
  }

  private Behavior<Command> fail(@Nullable Throwable failure) throws Exception {
    stash.stash(new StudyRun.StreamEnded(failure));
    return leave(collector);
  }

  private Behavior<Command> leave(Optional<ActorRef<ResponseCollector.Command>> unfinished)
      throws Exception {
    rounds.forget();
    return stash.unstashAll(next.begin(unfinished));
  }

  /** The inference of the current round. */
  private static final class Rounds implements StudyInference {
    private volatile Optional<StudyInference> current = Optional.empty();

    private StudyInference now() {
      return current.orElseThrow();
    }

    @Override
    public Source<Tally, NotUsed> tallies(long first, long end) {
      return now().tallies(first, end);
    }

    @Override
    public CompletionStage<Tally> tally(long block, float[] outputs) {
      return now().tally(block, outputs);
    }

    @Override
    public CompletionStage<byte[]> stimuli(long block) {
      return now().stimuli(block);
    }

    @Override
    public void reportAvailability(ActorRef<Availability> listener) {
      now().reportAvailability(listener);
    }

    @Override
    public void forget() {
      current.ifPresent(StudyInference::forget);
    }
  }
}
