package dev.etagere.failover.store;

import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.ListPage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Listings. One that began at a location goes on at the other from its last name, so that none
 * comes twice and none is left out.
 */
final class FailoverLists {
  private final Attempts attempts;
  private final Unconfirmed unconfirmed;

  FailoverLists(Attempts attempts, Unconfirmed unconfirmed) {
    this.attempts = attempts;
    this.unconfirmed = unconfirmed;
  }

  ListPage page(ListQuery query, @Nullable String continuation, Deadline deadline) {
    PageToken at = continuation == null ? null : PageToken.parse(continuation);
    return attempts.read(
        "ListObjectsV2",
        query.prefix(),
        attempts.order(),
        deadline,
        (side, limit) -> pageAt(side, query, at, limit));
  }

  private ListPage pageAt(Side side, ListQuery query, @Nullable PageToken at, Deadline limit) {
    String last = at == null ? null : at.last();
    ListPage page =
        at != null && at.side() == side.index()
            ? side.backend().list(query, at.token(), limit)
            : side.backend().list(from(query, last), null, limit);
    List<ListEntry> entries = new ArrayList<>(page.entries());
    // Keys that go on after the last prefix told would tell that prefix a second time.
    entries.removeIf(entry -> entry.name().equals(last));
    String token = page.continuation();
    String reached = entries.isEmpty() ? last : entries.get(entries.size() - 1).name();
    return new ListPage(
        entries,
        token == null ? null : new PageToken(side.index(), reached, token).text(),
        side.first() && !unconfirmed.mayLack(query.prefix(), page.entries())
            ? Freshness.current()
            : side.stale());
  }

  private static ListQuery from(ListQuery query, @Nullable String last) {
    return last == null ? query : query.withStartAfter(last);
  }
}
