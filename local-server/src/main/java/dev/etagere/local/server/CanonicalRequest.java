package dev.etagere.local.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as its signature covers it: the path escaped in the one way, the parameters of the URL
 * only.
 */
class CanonicalRequest extends HttpServletRequestWrapper {
  private final String uri;
  private final Query query;

  CanonicalRequest(HttpServletRequest request, String uri, Query query) {
    super(request);
    this.uri = uri;
    this.query = query;
  }

  @Override
  public String getRequestURI() {
    return uri;
  }

  /** Clients sign single blanks; S3Proxy leaves those alone that stand in what begins quoted. */
  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(
        Collections.list(super.getHeaders(name)).stream()
            .map(value -> value.startsWith("\"") ? value.replaceAll("\\s+", " ") : value)
            .toList());
  }

  @Override
  public @Nullable String getParameter(String name) {
    return query.get(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(query.values().keySet());
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String value = query.get(name);
    return value == null ? null : new String[] {value};
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> map = new HashMap<>();
    query.values().forEach((name, value) -> map.put(name, new String[] {value}));
    return map;
  }
}
