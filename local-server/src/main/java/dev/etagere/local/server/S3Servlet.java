package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.server.awssdk.Answered;
import dev.etagere.local.server.awssdk.Carried;
import dev.etagere.local.server.awssdk.EngineBlobStore;
import dev.etagere.local.server.fault.Operation;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.function.Supplier;

/** Prepares each request for S3Proxy's handler, and answers what it cannot. */
final class S3Servlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Front pathStyle;
  private final transient Front virtualHostStyle;
  private final transient Doorman doorman;
  private final transient ErrorReply errors;

  S3Servlet(EngineBlobStore store, LocalKeys keys, String region, Ambient ambient) {
    this.pathStyle = new Front(store, keys, null);
    this.virtualHostStyle = new Front(store, keys, Target.HOST);
    this.doorman = new Doorman(region, ambient);
    this.errors = new ErrorReply(pathStyle, region);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RawUri uri = RawUri.of(request.getRequestURI());
    Query query = Query.parse(uri.query());
    Target target =
        Target.of(
            request.getMethod(),
            request.getHeader("Host"),
            uri.path(),
            query,
            request.getHeader("x-amz-copy-source"));
    RequestBody body =
        new RequestBody(
            request.getInputStream(),
            target.operation() == Operation.COMPLETE || isOfSettings(target, query));
    try {
      serve(request, response, uri, query, target, body);
      finish(response, body);
    } catch (Answered answer) {
      finish(response, body);
      write(response, answer);
    } catch (IOException | RuntimeException failure) {
      finish(response, body);
      errors.send(request, response, failure);
    }
  }

  private void serve(
      HttpServletRequest request,
      HttpServletResponse response,
      RawUri uri,
      Query query,
      Target target,
      RequestBody body)
      throws IOException {
    String path = ErrorReply.asInvalidUri(() -> Paths.canonical(uri.path()));
    CanonicalRequest canonical = new CanonicalRequest(request, path, query);
    doorman.check(request, query);
    Doorman.checkSubresource(request.getMethod(), target, query);
    if (StreamedRequest.isUpload(request, target)) {
      canonical = StreamedRequest.of(canonical, query);
    }
    boolean settings = isOfSettings(target, query);
    ShownRequest shown =
        settings
            ? ShownRequest.ofSettings(canonical, query)
            : new ShownRequest(canonical, shownQuery(query, target));
    Front front = target.virtualHost() ? virtualHostStyle : pathStyle;
    Supplier<String> text = settings ? body::whole : body::kept;
    Carried.enter(target.operation(), request, query.values(), text, response);
    try {
      front.serve(canonical, shown, typed(request, response, target), body);
    } finally {
      Carried.leave();
    }
  }

  private static HttpServletResponse typed(
      HttpServletRequest request, HttpServletResponse response, Target target) {
    boolean object = target.operation() == Operation.GET || target.operation() == Operation.HEAD;
    return object ? new TypedResponse(request, response) : response;
  }

  /** Less what S3Proxy refuses and the store answers itself. */
  private static Query shownQuery(Query query, Target target) {
    return switch (target.operation()) {
      case LIST_PARTS -> query.without("part-number-marker", "max-parts");
      case LIST_UPLOADS -> query.without("delimiter", "max-uploads", "key-marker");
      case GET, HEAD -> query.without("partNumber");
      // Only GetBucketLocation comes with it.
      case BUCKET -> query.without("location");
      default -> query;
    };
  }

  private static boolean isOfSettings(Target target, Query query) {
    return target.key().isEmpty()
        && !target.bucket().isEmpty()
        && target.operation() == Operation.BUCKET
        && BucketSubresources.asksForOneOfTheStore(query);
  }

  private static void write(HttpServletResponse response, Answered answer) throws IOException {
    byte[] xml = answer.body();
    response.setStatus(answer.status());
    if (xml.length > 0) {
      response.setContentType("application/xml");
      response.setContentLength(xml.length);
      response.getOutputStream().write(xml);
    }
  }

  private static void finish(HttpServletResponse response, RequestBody body) {
    // Also where the client said it would wait for a "100 Continue": not all that say so do.
    if (!body.drain()) {
      response.setHeader("Connection", "close");
    }
  }
}
