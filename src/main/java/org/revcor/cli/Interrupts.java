package org.revcor.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and the request to terminate, as an event instead of the end of the process. The second
 * one ends it at once.
 *
 * <p>Hooks of the virtual machine would not do: they run beside those of the libraries, which tear
 * down what the work needs to end well, and nothing gets past them. Signals are reached by
 * reflection, since {@code sun.misc} cannot be named without a warning; where there are none,
 * Ctrl-C ends the process as usual.
 */
final class Interrupts {
  private Interrupts() {}

  /** From now on, runs {@code first} at the first signal, on a thread of its own. */
  static void on(Runnable first) {
    AtomicBoolean seen = new AtomicBoolean();
    Runnable action =
        () -> {
          if (seen.getAndSet(true)) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
          }
          first.run();
        };
    handle("INT", action);
    handle("TERM", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              Proxy.newProxyInstance(
                  Interrupts.class.getClassLoader(), new Class<?>[] {handler}, calls));
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // signals then end the process in the usual way
    }
  }
}
