package org.revcor.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs an action on Ctrl-C (SIGINT) or SIGTERM instead of ending the process. A second Ctrl-C ends
 * the process at once. SIGTERM does not, because Maven sends it after the first Ctrl-C.
 *
 * <p>Shutdown hooks are unsuitable: they run concurrently with the hooks of libraries that the work
 * still needs. Signals are handled by reflection, because naming {@code sun.misc} gives a warning.
 * Where that class does not exist, Ctrl-C ends the process as usual.
 */
final class Interrupts implements AutoCloseable {
  private static final String CTRL_C = "INT";

  private final CompletableFuture<Void> firstSignal = new CompletableFuture<>();
  private final List<Runnable> undo = new ArrayList<>();
  private int pressed;

  private Interrupts() {}

  static Interrupts open() {
    Interrupts interrupts = new Interrupts();
    interrupts.handle(CTRL_C);
    interrupts.handle("TERM");
    return interrupts;
  }

  /** Runs {@code action} on a new thread at the first signal, even if it came before this call. */
  void onFirst(Runnable action) {
    Thread.ofPlatform()
        .daemon()
        .name("interrupts")
        .start(
            () -> {
              firstSignal.join();
              action.run();
            });
  }

  boolean came() {
    return firstSignal.isDone();
  }

  private synchronized void signalled(String name) {
    if (name.equals(CTRL_C) && ++pressed > 1) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    firstSignal.complete(null);
  }

  private void handle(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                signalled(name);
                return null;
              });
      Object earlier = handle.invoke(null, signal, handler);
      undo.add(() -> restore(handle, signal, earlier));
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // signals then end the process as usual
    }
  }

  private static void restore(Method handle, Object signal, Object handler) {
    try {
      handle.invoke(null, signal, handler);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
