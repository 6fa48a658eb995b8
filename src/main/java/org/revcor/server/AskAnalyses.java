package org.revcor.server;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Arguments;
import org.revcor.server.analyses.Analyses;
import org.revcor.server.analyses.AnalysisView;

/** Sends requests to the analyses' actor; each fails with its error reply or a timeout. */
record AskAnalyses(ActorRef<Analyses.Command> analyses, ActorSystem<?> system, Duration timeout) {
  CompletionStage<AnalysisView> start(Analysis analysis, Arguments arguments) {
    return ask(replyTo -> new Analyses.Start(analysis, arguments, replyTo));
  }

  CompletionStage<Analyses.Page> page(int limit, @Nullable String after) {
    return AskPattern.ask(
        analyses,
        replyTo -> new Analyses.GetPage(limit, after, replyTo),
        timeout,
        system.scheduler());
  }

  CompletionStage<AnalysisView> get(String id) {
    return ask(replyTo -> new Analyses.Get(id, replyTo));
  }

  CompletionStage<AnalysisView> stop(String id) {
    return ask(replyTo -> new Analyses.Stop(id, replyTo));
  }

  CompletionStage<Done> delete(String id) {
    return ask(replyTo -> new Analyses.Delete(id, replyTo));
  }

  CompletionStage<Done> shutDown(Duration shutdownTimeout) {
    return AskPattern.ask(analyses, Analyses.ShutDown::new, shutdownTimeout, system.scheduler());
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, Analyses.Command> message) {
    return AskPattern.askWithStatus(analyses, message::apply, timeout, system.scheduler());
  }
}
