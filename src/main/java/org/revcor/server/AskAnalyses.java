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
import org.revcor.server.analyses.Analyses;

/** Sends requests to the analyses' actor; each fails with its error reply or a timeout. */
record AskAnalyses(ActorRef<Analyses.Command> analyses, ActorSystem<?> system, Duration timeout) {
  <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, Analyses.Command> message) {
    return LogContext.keep(
        AskPattern.askWithStatus(analyses, message::apply, timeout, system.scheduler()));
  }

  CompletionStage<Analyses.Page> page(int limit, @Nullable String after) {
    return LogContext.keep(
        AskPattern.ask(
            analyses,
            replyTo -> new Analyses.GetPage(limit, after, replyTo),
            timeout,
            system.scheduler()));
  }

  CompletionStage<Done> shutDown(Duration shutdownTimeout) {
    return AskPattern.ask(analyses, Analyses.ShutDown::new, shutdownTimeout, system.scheduler());
  }
}
