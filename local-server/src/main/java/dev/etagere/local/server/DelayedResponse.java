package dev.etagere.local.server;

import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Kind;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Runs what a fault wishes to run before the first byte of a reply, and delays it. */
final class DelayedResponse extends Response.Wrapper {
  private final Fault fault;
  private final AtomicBoolean begun = new AtomicBoolean();

  DelayedResponse(Request request, Response wrapped, Fault fault) {
    super(request, wrapped);
    this.fault = fault;
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    if (!begun.compareAndSet(false, true)) {
      super.write(last, content, callback);
      return;
    }
    fault.first().run();
    if (fault.kind() instanceof Kind.Latency latency) {
      getRequest()
          .getComponents()
          .getScheduler()
          .schedule(
              () -> super.write(last, content, callback),
              latency.delay().toNanos(),
              TimeUnit.NANOSECONDS);
    } else {
      super.write(last, content, callback);
    }
  }
}
