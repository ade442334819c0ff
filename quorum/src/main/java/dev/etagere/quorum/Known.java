package dev.etagere.quorum;

/**
 * What an operation knew of its key when it ended: states and their ETags, location by location. A
 * later operation on the key takes them for the conditions of its PUTs, never for an answer.
 * Immutable.
 */
public final class Known {
  private final View view;

  Known(View view) {
    this.view = view.copy();
  }

  /** The same, and what became of a request that was still under way when the operation ended. */
  public Known after(Request request, Reply reply) {
    Sight sight =
        reply instanceof Reply.Stored stored && request instanceof Request.Put put
            ? new Sight(put.register(), stored.etag(), false)
            : reply instanceof Reply.Found found
                ? new Sight(found.register(), found.etag(), false)
                : null;
    Sight before = view.at(request.location());
    if (sight == null || (before != null && isNewer(before.register(), sight.register()))) {
      return this;
    }
    View next = view.copy();
    next.put(request.location(), sight);
    return new Known(next);
  }

  private static boolean isNewer(Register a, Register b) {
    int promises = a.promised().compareTo(b.promised());
    return promises != 0 ? promises > 0 : a.state().comparePlace(b.state()) > 0;
  }

  /** About how many bytes of payloads it holds. */
  public long weight() {
    long bytes = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      Value value = sight == null ? null : sight.state().value();
      bytes +=
          value != null && value.payload() instanceof Payload.Inline in ? in.bytes().length : 0;
    }
    return bytes;
  }

  View view() {
    return view;
  }
}
