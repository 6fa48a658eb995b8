package org.revcor.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

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

  private final CountDownLatch firstSignal = new CountDownLatch(1);
  private final List<Runnable> undo = new ArrayList<>();
  private int pressed;

  private Interrupts() {}

  /** Handles signals until {@link #close()}. */
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
              try {
                firstSignal.await();
                action.run();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Returns whether a signal came. */
  boolean came() {
    return firstSignal.getCount() == 0;
  }

  private synchronized void signalled(String name) {
    if (name.equals(CTRL_C) && ++pressed > 1) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    firstSignal.countDown();
  }

  private void handle(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Runnable action = () -> signalled(name);
      MethodHandle signalled =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object handler =
          MethodHandleProxies.asInterfaceInstance(
              handlerType, MethodHandles.dropArguments(signalled, 0, signalType));
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

  /** Restores the earlier signal handlers. */
  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
