package dev.etagere.local.server;

import dev.etagere.local.server.fault.Faults;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Stands before all else: counts what arrives and lets the faults strike. */
final class FaultHandler extends Handler.Wrapper {
  private final Faults faults;
  private final Gate gate;

  FaultHandler(Handler inner, Faults faults, Gate gate) {
    super(inner);
    this.faults = faults;
    this.gate = gate;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    RawUri uri = RawUri.of(request.getHttpURI().getPath());
    Target target =
        Target.of(
            request.getMethod(),
            request.getHeaders().get(HttpHeader.HOST),
            uri.path(),
            Query.parse(uri.query()),
            request.getHeaders().get("x-amz-copy-source"));
    faults.arrived(target.operation());
    Exchange exchange =
        new Exchange(getHandler(), faults, target, request, response, gate.count(callback));
    Duration latency = gate.latency();
    if (latency.isZero()) {
      begin(exchange);
    } else {
      exchange.later(latency, () -> begin(exchange));
    }
    return true;
  }

  private void begin(Exchange exchange) {
    if (gate.passes(exchange)) {
      exchange.begin();
    }
  }
}
