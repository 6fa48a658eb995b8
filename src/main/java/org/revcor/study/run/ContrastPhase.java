package org.revcor.study.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.estimate.ThresholdSearch;
import org.revcor.file.WholeFile;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.stimulus.ThresholdNoise;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.RunContext.ExternalInference;
import org.revcor.study.run.StudyRun.Command;
import org.revcor.study.run.StudyRun.RunSettings;

/**
 * The part of a run before the first block of threshold noise: it finds the contrasts of the
 * examples in rounds of a few answers for each class. Rounds are blocks with numbers of their own.
 * After each round its counts are written, and a resumed study starts after the last round.
 */
final class ContrastPhase {
  private static final int ROUNDS = 8;

  /** Four pairs for each class. */
  private static final int ANSWERS = 8;

  /** Number of the first block, above those of all studies. */
  private static final long FIRST_BLOCK = 1L << 40;

  private static final int MAX_STASHED = 10_000;

  /** Continues with the study. */
  interface Next {
    Behavior<Command> begin() throws Exception;
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
    this.study = status.study().forTrials(ANSWERS * classes.size());
    this.searches = classes.stream().map(each -> new ThresholdSearch()).toList();
    if (study.isExternal()) {
      ActorRef<ResponseCollector.Command> created =
          context.spawn(
              ResponseCollector.create(
                  study,
                  rounds,
                  Artefact.CONTRAST_RESPONSES.in(directory.folder()),
                  settings.lease()),
              "contrast-responses",
              DispatcherSelector.blocking());
      this.collector = Optional.of(created);
      this.inference =
          ExternalInference.of(study, rounds, created, context.getSystem().scheduler());
    } else {
      this.collector = Optional.empty();
      this.inference = rounds;
    }
  }

  /** Starts the phase. */
  static Behavior<Command> create(
      ActorContext<Command> context,
      StudyStatus status,
      RunDirectory directory,
      Lanes lanes,
      RunSettings settings,
      Next next) {
    return Behaviors.withStash(
        MAX_STASHED,
        stash ->
            Behaviors.setup(
                same ->
                    new ContrastPhase(context, stash, status, directory, lanes, settings, next)
                        .begin()));
  }

  private Behavior<Command> begin() throws Exception {
    status.run();
    Path file = Artefact.CONTRASTS.in(directory.folder());
    if (Files.exists(file)) {
      List<String> earlier = Files.readAllLines(file);
      for (String row : earlier.subList(1, earlier.size())) {
        add(row);
      }
    }
    return round();
  }

  /** Adds a row: round, class, contrast, answers, responses. */
  private void add(String row) {
    String[] cells = row.split(",", -1);
    searches
        .get(Integer.parseInt(cells[1]))
        .add(
            Double.parseDouble(cells[2]), Integer.parseInt(cells[3]), Double.parseDouble(cells[4]));
    rows.add(row);
  }

  private int round(int ofRows) {
    return ofRows / classes.size();
  }

  private List<Double> contrasts() {
    return searches.stream().map(ThresholdSearch::contrast).toList();
  }

  private Behavior<Command> round() throws Exception {
    int number = round(rows.size());
    if (number == ROUNDS) {
      return finish();
    }
    PreparedStudy shown = study.withContrasts(contrasts());
    rounds.current = Optional.of(lanes.of("%s-contrasts-%d".formatted(status.id(), number), shown));
    inference.reportAvailability(
        context.messageAdapter(Availability.class, StudyRun.LanesChanged::new));
    long first = first(number);
    context.pipeToSelf(
        inference
            .tallies(first, first + blocks())
            .runWith(Sink.seq(), Materializer.createMaterializer(context)),
        StudyRun.RoundDone::new);
    return Behaviors.receiveMessage(this::asking);
  }

  private int blocks() {
    return Math.ceilDiv(ANSWERS * classes.size(), study.plan().blockSize());
  }

  private long first(int round) {
    return FIRST_BLOCK + (long) round * blocks();
  }

  private Behavior<Command> asking(Command command) throws Exception {
    switch (command) {
      case StudyRun.RoundDone(List<Tally> tallies, Throwable failure) -> {
        rounds.forget();
        if (tallies == null) {
          stash.stash(new StudyRun.StreamEnded(failure));
          return leave();
        }
        add(tallies);
        return round();
      }
      case StudyRun.Stop stop -> {
        stash.stash(stop);
        return leave();
      }
      case StudyRun.Suspend suspend -> {
        stash.stash(suspend);
        return leave();
      }
      case StudyRun.Subscribe subscribe -> {
        subscribe.views().tell(status.view());
        subscribers.add(subscribe.views());
        stash.stash(subscribe);
      }
      case StudyRun.Describe(var replyTo) -> replyTo.tell(StatusReply.success(status.view()));
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
    int number = round(rows.size());
    List<Double> shown = contrasts();
    int[] answers = answers(number);
    for (int c = 0; c < classes.size(); c++) {
      double responses = 0;
      for (Tally tally : tallies) {
        responses += tally.a().responses()[c] + tally.b().responses()[c];
      }
      add("%d,%d,%s,%d,%s".formatted(number, c, shown.get(c), answers[c], responses));
    }
    WholeFile.write(
        Artefact.CONTRASTS.in(directory.folder()),
        ("round,class,contrast,answers,responses\n" + String.join("\n", rows) + "\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the number of trials of each class in a round. */
  private int[] answers(int round) {
    int pairs = study.plan().blockSize() / 2;
    int[] answers = new int[classes.size()];
    long first = first(round) * pairs;
    for (long pair = first; pair < first + (long) blocks() * pairs; pair++) {
      answers[(int) (pair % answers.length)] += 2;
    }
    return answers;
  }

  private Behavior<Command> finish() throws Exception {
    List<Double> found =
        searches.stream()
            .map(search -> search.threshold().orElse(ThresholdNoise.LEFT_OUT))
            .toList();
    List<String> left =
        IntStream.range(0, found.size())
            .filter(c -> found.get(c) == ThresholdNoise.LEFT_OUT)
            .mapToObj(classes::get)
            .toList();
    status.find(found);
    if (!left.isEmpty()) {
      status.warn(
          "%,d of %,d classes have no contrast at which their example gets their label in half of the"
                  .formatted(left.size(), classes.size())
              + " trials, and are left out: "
              + String.join(", ", left));
    }
    if (left.size() == classes.size()) {
      stash.stash(
          new StudyRun.StreamEnded(
              new ObserverFailedException(
                  "no example gets the label of its class in a part of the trials; see "
                      + Artefact.CONTRASTS.fileName())));
    }
    return leave();
  }

  private Behavior<Command> leave() throws Exception {
    rounds.forget();
    collector.ifPresent(context::stop);
    return stash.unstashAll(next.begin());
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
