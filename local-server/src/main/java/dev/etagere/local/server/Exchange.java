package dev.etagere.local.server;

import dev.etagere.local.server.fault.ArmedFault;
import dev.etagere.local.server.fault.Faults;
import dev.etagere.local.server.fault.Kind;
import dev.etagere.local.server.fault.Position;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One request on its way: first the fault before the effect, then the effect, then the fault after
 * it.
 */
final class Exchange {
  private final Handler inner;
  private final Faults faults;
  private final Target target;
  private final Request request;
  private final Response response;
  private final Callback callback;

  Exchange(
      Handler inner,
      Faults faults,
      Target target,
      Request request,
      Response response,
      Callback callback) {
    this.inner = inner;
    this.faults = faults;
    this.target = target;
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  /** Waits to be resumed or ended, however long that takes. */
  void hold() {
    request.addIdleTimeoutListener(timeout -> false);
  }

  /** Goes on, on another thread. */
  void resume() {
    request.getComponents().getExecutor().execute(this::begin);
  }

  /** Ends with nothing done and no reply. */
  void end() {
    Wire.drop(request, callback);
  }

  void begin() {
    guarded(this::beforeEffect);
  }

  private void beforeEffect() throws Exception {
    ArmedFault fault = faults.strike(Position.BEFORE_EFFECT, target.operation(), target.key());
    if (fault == null) {
      effect();
      return;
    }
    fault.fault().first().run();
    Kind kind = fault.fault().kind();
    if (kind instanceof Kind.None) {
      effect();
    } else if (kind instanceof Kind.Latency latency) {
      later(latency.delay(), () -> guarded(this::effect));
    } else {
      strike(fault);
    }
  }

  private void effect() throws Exception {
    ArmedFault fault = faults.strike(Position.AFTER_EFFECT, target.operation(), target.key());
    if (fault == null) {
      serve(response, callback);
      return;
    }
    Kind kind = fault.fault().kind();
    if (kind instanceof Kind.None || kind instanceof Kind.Latency) {
      serve(new DelayedResponse(request, response, fault.fault()), callback);
    } else if (kind instanceof Kind.Truncate) {
      TruncatedResponse half = new TruncatedResponse(request, response);
      serve(half, afterwards(fault));
    } else {
      serve(new MutedResponse(request, response), afterwards(fault));
    }
  }

  private void serve(Response reply, Callback done) throws Exception {
    if (!inner.handle(request, reply, done)) {
      Response.writeError(request, reply, done, 404);
    }
  }

  /** However the effect ended, nobody hears of it. */
  private Callback afterwards(ArmedFault fault) {
    Runnable strike =
        () ->
            guarded(
                () -> {
                  fault.fault().first().run();
                  strike(fault);
                });
    return Callback.from(strike, failure -> strike.run());
  }

  private void strike(ArmedFault fault) {
    Kind kind = fault.fault().kind();
    if (kind instanceof Kind.Status status) {
      Wire.drain(request);
      ErrorBody.write(
          request, response, callback, status.status(), status.code(), "as a test wished");
    } else if (kind instanceof Kind.Stall stall) {
      stall(fault, stall.atMost());
    } else if (kind instanceof Kind.Reset) {
      Wire.reset(request, callback);
    } else {
      // Unread, what the client sent would turn the orderly end into a reset.
      Wire.drain(request);
      Wire.drop(request, callback);
    }
  }

  private void stall(ArmedFault fault, Duration atMost) {
    hold();
    AtomicBoolean ended = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ended.compareAndSet(false, true)) {
            Wire.drop(request, callback);
          }
        };
    fault.hold(end);
    later(
        atMost,
        () -> {
          fault.letGo(end);
          end.run();
        });
  }

  void later(Duration delay, Runnable task) {
    request
        .getComponents()
        .getScheduler()
        .schedule(
            () -> request.getComponents().getExecutor().execute(task),
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private interface Step {
    void run() throws Exception;
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (Throwable failure) {
      Response.writeError(request, response, callback, failure);
    }
  }
}
