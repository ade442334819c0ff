package dev.etagere.quorum.store;

import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.Parallel;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listings: what was acknowledged is at a majority, so the pages of any majority together name each
 * key. Whether a key still has a value, and which, a read of it says.
 */
final class QuorumLists {
  /** How many keys are read at once. */
  private static final int AT_ONCE = 16;

  /** Above every name that a common prefix stands for. */
  private static final String LAST = new String(Character.toChars(Character.MAX_CODE_POINT));

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final List<Site> sites;
  private final Members members;
  private final QuorumReads reads;
  private final Courier courier;
  private final Duration patience;
  private final StoreSettings settings;

  /**
   * Listings.
   *
   * @param patience after so long without an answer another location is asked, too
   */
  QuorumLists(
      List<Site> sites,
      Members members,
      QuorumReads reads,
      Courier courier,
      Duration patience,
      StoreSettings settings) {
    this.patience = patience;
    this.sites = sites;
    this.members = members;
    this.reads = reads.with(QuorumPolicy.Reads.LINEARIZABLE);
    this.courier = courier;
    this.settings = settings;
  }

  ListPage page(ListQuery query, @Nullable String continuation, Deadline deadline) {
    Names names = names(query, continuation, deadline);
    return new ListPage(live(names.all(), deadline), names.next());
  }

  /**
   * Names that may have a value.
   *
   * @param next asks for what follows, {@code null} if nothing does
   */
  private record Names(List<ListEntry> all, @Nullable String next) {}

  /**
   * All keys under a prefix, deleted ones among them, a page at a time.
   *
   * @param page gets at most 1,000 of them
   * @param limit for each page of the listing
   */
  void forEachPage(String prefix, Duration limit, Consumer<List<String>> page) {
    ListQuery query = ListQuery.under(prefix);
    String continuation = null;
    do {
      Names names = names(query, continuation, Deadline.after(limit, settings.ambient()));
      page.accept(names.all().stream().map(entry -> register(entry.name())).toList());
      continuation = names.next();
    } while (continuation != null);
  }

  /** What follows is asked for by the last name there was, a group of names ending in its last. */
  private Names names(ListQuery query, @Nullable String continuation, Deadline deadline) {
    String after = continuation == null ? query.startAfter() : continuation;
    ListQuery asked =
        query
            .withPrefix(Courier.REGISTERS + query.prefix())
            .withStartAfter(after == null ? null : Courier.REGISTERS + after);
    TreeMap<String, ListEntry> union = new TreeMap<>(BY_BYTES);
    String bound = null;
    for (ListPage page : pages(asked, deadline)) {
      List<ListEntry> entries = page.entries();
      entries.forEach(entry -> union.putIfAbsent(register(entry.name()), entry));
      if (page.continuation() != null && !entries.isEmpty()) {
        String last = register(entries.get(entries.size() - 1).name());
        bound = bound == null || BY_BYTES.compare(last, bound) < 0 ? last : bound;
      }
    }
    Map<String, ListEntry> sure = bound == null ? union : union.headMap(bound, true);
    String next = bound;
    if (bound != null && union.get(bound) instanceof ListEntry.CommonPrefix) {
      next = bound + LAST;
    }
    String from = after == null ? "" : after;
    List<ListEntry> all =
        sure.entrySet().stream()
            .filter(entry -> !from.startsWith(entry.getKey()) || !isGroup(entry.getValue()))
            .map(Map.Entry::getValue)
            .toList();
    return new Names(all, next);
  }

  private static boolean isGroup(ListEntry entry) {
    return entry instanceof ListEntry.CommonPrefix;
  }

  private static String register(String name) {
    return name.substring(Courier.REGISTERS.length());
  }

  /** A page, and whose. */
  private record Listed(Site by, ListPage page) {}

  /** How many of these, beginning with the first, decide. */
  private int fewest(List<Site> order) {
    int set = 0;
    int many = 0;
    while (!members.decide(set)) {
      set |= 1 << order.get(many).index();
      many++;
    }
    return many;
  }

  /** A page each of a majority, whoever answers first. */
  private List<ListPage> pages(ListQuery query, Deadline deadline) {
    List<Site> order = sites.stream().sorted(Site.NEAREST_FIRST).toList();
    CompletionService<Listed> pages = new ExecutorCompletionService<>(courier.threads());
    List<Future<Listed>> underWay = new ArrayList<>();
    List<ListPage> got = new ArrayList<>();
    int from = 0;
    UnavailableException failed =
        new UnavailableException(
            null,
            "no majority of "
                + sites.stream().map(site -> site.location().toString()).toList()
                + " could be listed within "
                + deadline
                + "; try again later",
            null);
    try {
      int wanted = fewest(order);
      int asked = 0;
      int answers = 0;
      while (!members.decide(from)) {
        for (; asked < Math.min(wanted, order.size()); asked++) {
          Site site = order.get(asked);
          underWay.add(pages.submit(() -> new Listed(site, page(site, query, deadline))));
        }
        if (deadline.passed() || answers == order.size()) {
          throw failed;
        }
        Duration left = deadline.remaining();
        Duration wait = left.compareTo(patience) < 0 ? left : patience;
        Future<Listed> next = pages.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          wanted++; // one that is slow or away: another may do instead
          continue;
        }
        answers++;
        try {
          Listed listed = next.get();
          got.add(listed.page());
          from |= 1 << listed.by().index();
        } catch (ExecutionException e) {
          failed.addSuppressed(e.getCause());
          wanted++;
        }
      }
      return got;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(null, "the listing was interrupted", e);
    } finally {
      underWay.forEach(each -> each.cancel(true));
    }
  }

  /**
   * That a location which is not ours names nothing would count; so would an empty page of more.
   */
  private ListPage page(Site site, ListQuery query, Deadline deadline) {
    courier.requireOurs(site, deadline);
    ListPage page = site.backend().list(query, null, deadline);
    while (page.entries().isEmpty() && page.continuation() != null) {
      page = site.backend().list(query, page.continuation(), deadline);
    }
    return page;
  }

  private List<ListEntry> live(List<ListEntry> names, Deadline deadline) {
    AtomicReferenceArray<@Nullable ListEntry> found = new AtomicReferenceArray<>(names.size());
    try (Parallel parallel = new Parallel(settings, AT_ONCE, deadline)) {
      for (int i = 0; i < names.size(); i++) {
        int index = i;
        ListEntry name = names.get(i);
        parallel.run(
            () -> {
              found.set(index, live(name, deadline));
              return null;
            });
      }
      parallel.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(null, "the listing was interrupted", e);
    }
    List<ListEntry> live = new ArrayList<>();
    for (int i = 0; i < found.length(); i++) {
      ListEntry entry = found.get(i);
      if (entry != null) {
        live.add(entry);
      }
    }
    return live;
  }

  private @Nullable ListEntry live(ListEntry entry, Deadline deadline) {
    String name = register(entry.name());
    if (isGroup(entry)) {
      return anyLive(name, deadline) ? new ListEntry.CommonPrefix(name) : null;
    }
    State state = reads.read(name, deadline).state();
    Value value = state.value();
    return value == null
        ? null
        : new ListEntry.ObjectEntry(
            name, QuorumBackend.version(state.token()), value.size(), value.modified());
  }

  /** A group of names is shown if one of them has a value; mostly the first one looked at has. */
  private boolean anyLive(String prefix, Deadline deadline) {
    String continuation = null;
    int atOnce = 1;
    do {
      ListQuery query = ListQuery.under(prefix).withPageSize(atOnce);
      Names names = names(query, continuation, deadline);
      for (ListEntry name : names.all()) {
        if (live(name, deadline) != null) {
          return true;
        }
      }
      continuation = names.next();
      atOnce = Math.min(1_000, atOnce * 8);
    } while (continuation != null);
    return false;
  }
}
