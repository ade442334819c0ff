package dev.etagere.failover.s3;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** The interceptor of docs/failover.md: a span for each location a call goes to. */
final class SpanPerLocation implements ExecutionInterceptor {
  // docs/failover.md: begin
  private static final ExecutionAttribute<Span> SPAN = new ExecutionAttribute<>("Span");
  private final Tracer tracer;

  SpanPerLocation(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    var call = attributes.getAttribute(FailoverAttributes.CALL);
    if (call != null) {
      var span = tracer.spanBuilder("S3." + call.operation()).setSpanKind(SpanKind.CLIENT);
      call.attributes().forEach(span::setAttribute);
      attributes.putAttribute(SPAN, span.startSpan());
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    attributes.getOptionalAttribute(SPAN).ifPresent(Span::end);
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    attributes
        .getOptionalAttribute(SPAN)
        .ifPresent(
            span -> span.recordException(context.exception()).setStatus(StatusCode.ERROR).end());
  }
  // docs/failover.md: end
}
