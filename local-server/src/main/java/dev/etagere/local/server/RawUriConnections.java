package dev.etagere.local.server;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Connections that hide from Jetty what it would misread, before it looks at it: each request's
 * URI, see {@link RawUri}, and the wish to be told to continue of a request that has no body.
 */
final class RawUriConnections extends HttpConnectionFactory {
  RawUriConnections(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    HttpConnection connection = new RawUriConnection(getHttpConfiguration(), connector, endPoint);
    return configure(connection, connector, endPoint);
  }

  private static final class RawUriConnection extends HttpConnection {
    RawUriConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
      return new Stream(method, RawUri.hide(uri), version);
    }

    /**
     * Jetty waits for the body to be read before it says "continue", and where none is, ends the
     * connection after its answer, which then says no length: the Common Runtime takes that for an
     * empty answer. There is nothing to wait for, so it does not see the header as what it is.
     */
    private final class Stream extends HttpStreamOverHTTP1 {
      private @Nullable HttpField expectation;
      private boolean body;

      Stream(String method, String uri, HttpVersion version) {
        super(method, uri, version);
      }

      @Override
      public void parsedHeader(HttpField field) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.EXPECT && HttpHeaderValue.CONTINUE.is(field.getValue())) {
          expectation = field;
          return;
        }
        body |=
            header == HttpHeader.TRANSFER_ENCODING
                || (header == HttpHeader.CONTENT_LENGTH && field.getLongValue() != 0);
        super.parsedHeader(field);
      }

      @Override
      public Runnable headerComplete() {
        HttpField held = expectation;
        if (held != null) {
          // It stays among the headers, for it may be signed.
          super.parsedHeader(
              body ? held : new HttpField((HttpHeader) null, held.getName(), held.getValue()));
        }
        return super.headerComplete();
      }
    }
  }
}
