package org.revcor.server;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Keeps the fields of log lines, which belong to a thread, where work continues on others. */
final class LogContext {
  private LogContext() {}

  /** Returns an executor whose tasks have the fields of the threads that submit them. */
  static Executor keep(Executor threads) {
    return task -> {
      Map<String, String> fields = MDC.getCopyOfContextMap();
      threads.execute(
          () ->
              with(
                  fields,
                  () -> {
                    task.run();
                    return task;
                  }));
    };
  }

  /** Returns a stage like the given one, whose dependents have the fields of this thread. */
  static <T> CompletionStage<T> keep(CompletionStage<T> stage) {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    CompletableFuture<T> kept = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) ->
            with(
                fields,
                () ->
                    failure == null ? kept.complete(value) : kept.completeExceptionally(failure)));
    return kept;
  }

  /**
   * Does a part of the work with fields.
   *
   * @param fields null for none
   */
  static <T> T with(@Nullable Map<String, String> fields, Supplier<T> part) {
    Map<String, String> earlier = MDC.getCopyOfContextMap();
    set(fields);
    try {
      return part.get();
    } finally {
      set(earlier);
    }
  }

  private static void set(@Nullable Map<String, String> fields) {
    if (fields == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(fields);
    }
  }
}
