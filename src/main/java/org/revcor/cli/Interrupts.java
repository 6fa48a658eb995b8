package org.revcor.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and the request to terminate, as an event instead of the end of the process. A second
 * Ctrl-C ends it at once; a request to terminate does not, since Maven and others send one after
 * the first Ctrl-C.
 *
 * <p>Hooks of the virtual machine would not do: they run beside those of the libraries, which tear
 * down what the work needs to end well, and nothing gets past them. Signals are reached by
 * reflection, since {@code sun.misc} cannot be named without a warning; where there are none,
 * Ctrl-C ends the process as usual.
 */
final class Interrupts implements AutoCloseable {
  private static final String CTRL_C = "INT";

  private final CountDownLatch first = new CountDownLatch(1);
  private final List<Runnable> undo = new ArrayList<>();
  private int pressed;

  private Interrupts() {}

  /** Takes signals from now on, until it is closed. */
  static Interrupts taken() {
    Interrupts interrupts = new Interrupts();
    interrupts.handle(CTRL_C);
    interrupts.handle("TERM");
    return interrupts;
  }

  /** Runs {@code action} on a thread of its own at the first signal, also if that has come. */
  void then(Runnable action) {
    Thread.ofPlatform()
        .daemon()
        .name("interrupts")
        .start(
            () -> {
              try {
                first.await();
                action.run();
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private synchronized void signalled(String name) {
    if (name.equals(CTRL_C) && ++pressed > 1) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    first.countDown();
  }

  private void handle(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> called(name, self, method, arguments));
      Object earlier = handle.invoke(null, signal, handler);
      undo.add(() -> restore(handle, signal, earlier));
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // signals then end the process in the usual way
    }
  }

  private @Nullable Object called(String name, Object handler, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        signalled(name);
        yield null;
      }
      case "equals" -> handler == arguments[0];
      case "hashCode" -> System.identityHashCode(handler);
      default -> "Interrupts";
    };
  }

  private static void restore(Method handle, Object signal, Object handler) {
    try {
      handle.invoke(null, signal, handler);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Gives signals back to whoever had them. */
  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
