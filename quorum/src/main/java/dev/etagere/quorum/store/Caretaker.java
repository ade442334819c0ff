package dev.etagere.quorum.store;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoreException;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.Parallel;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.quorum.Answer;
import dev.etagere.quorum.BlobName;
import dev.etagere.quorum.Payload;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Task;
import dev.etagere.quorum.Value;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks the keys and looks after them. */
final class Caretaker implements Care {
  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
  private static final int AT_ONCE = 16;
  private static final int PAGE = 1_000;

  private final List<Site> sites;
  private final Driver driver;
  private final QuorumReads reads;
  private final QuorumWrites writes;
  private final QuorumLists lists;
  private final Blobs blobs;
  private final Tally tally;
  private final StoreSettings settings;

  Caretaker(
      List<Site> sites,
      Driver driver,
      QuorumReads reads,
      QuorumWrites writes,
      QuorumLists lists,
      Blobs blobs,
      Tally tally,
      StoreSettings settings) {
    this.sites = sites;
    this.driver = driver;
    this.reads = reads.with(QuorumPolicy.Reads.LINEARIZABLE);
    this.writes = writes;
    this.lists = lists;
    this.blobs = blobs;
    this.tally = tally;
    this.settings = settings;
  }

  /** Counts while many count. */
  private static final class Count {
    private final LongAdder keys = new LongAdder();
    private final LongAdder well = new LongAdder();
    private final LongAdder mended = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Report report() {
      return new Report(keys.sum(), well.sum(), mended.sum(), failed.sum());
    }
  }

  @Override
  public Report verify(String prefix, Consumer<KeyState> told) {
    Count count = new Count();
    walk(
        prefix,
        count,
        key -> {
          KeyState state = look(key);
          (state.isWell() ? count.well : count.failed).increment();
          if (!state.isWell()) {
            told.accept(state);
          }
        });
    return count.report();
  }

  @Override
  public Report repair(String prefix, Consumer<KeyState> told) {
    Count count = new Count();
    walk(
        prefix,
        count,
        key -> {
          KeyState before = look(key);
          if (before.isWell()) {
            count.well.increment();
            return;
          }
          told.accept(before);
          if (before.isRepairable()) {
            repair(key);
          }
          (look(key).isWell() ? count.mended : count.failed).increment();
        });
    tally.advance();
    return count.report();
  }

  @Override
  public List<Location> rolledBack() {
    return tally.rolledBack();
  }

  @Override
  public Report establish(LongConsumer progress, Consumer<KeyState> told) {
    Count count = new Count();
    walk(
        "",
        count,
        key -> {
          if (establish(key)) {
            count.mended.increment();
          } else {
            told.accept(look(key));
            count.failed.increment();
          }
          progress.accept(count.keys.sum());
        });
    return count.report();
  }

  private boolean establish(String key) {
    Task task = new Task.Establish(driver.members().epoch());
    Driver.Ended ended = driver.run(key, task, deadline());
    if (!(ended.answer() instanceof Answer.Current current)) {
      LOG.warn("'{}' could not be brought where it belongs: {}", key, ended.answer());
      return false;
    }
    State state = current.state();
    String blob = blobOf(state);
    if (blob == null) {
      return true;
    }
    bring(key, state);
    boolean everywhere =
        sites.stream()
            .filter(site -> driver.members().keepsData(site.index()))
            .allMatch(site -> blobs.isAt(site, key, blob, deadline()));
    // A write of the present members brings its own content to where it stays.
    return everywhere || !reads.read(key, deadline()).state().token().equals(state.token());
  }

  private void walk(String prefix, Count count, Consumer<String> each) {
    lists.forEachPage(prefix, settings.deadline(), keys -> all(keys, count, each));
  }

  private <T> void all(List<T> items, Count count, Consumer<T> each) {
    Deadline deadline = Deadline.after(settings.transferDeadline(), settings.ambient());
    try (Parallel parallel = new Parallel(settings, AT_ONCE, deadline)) {
      for (T item : items) {
        parallel.run(
            () -> {
              count.keys.increment();
              one(item, count, each);
              return null;
            });
      }
      parallel.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          null, "the walk was interrupted; run it again, it does nothing twice", e);
    }
  }

  private static <T> void one(T item, Count count, Consumer<T> each) {
    try {
      each.accept(item);
    } catch (StoreException | IllegalArgumentException e) {
      LOG.warn("not seen to: {}", item, e);
      count.failed.increment();
    }
  }

  // --- One key ---------------------------------------------------------------------------------

  /** Without a read of the protocol, which would help those that are behind. */
  private KeyState look(String key) {
    List<Reply> held = driver.peekAll(key, deadline());
    State newest =
        held.stream()
            .filter(Reply.Found.class::isInstance)
            .map(reply -> ((Reply.Found) reply).register().state())
            .max(Comparator.comparing(State::term).thenComparing(State::seq))
            .orElse(null);
    Map<Location, KeyState.At> at = new LinkedHashMap<>();
    for (Site site : sites) {
      at.put(site.location(), judge(site, key, newest, held.get(site.index())));
    }
    return new KeyState(key, at);
  }

  private KeyState.At judge(Site site, String key, @Nullable State current, Reply reply) {
    if (reply == Reply.Plain.NOTHING) {
      return current == null || current.seq() == 0 ? KeyState.At.CURRENT : KeyState.At.BEHIND;
    }
    if (!(reply instanceof Reply.Found found)) {
      return reply == Reply.Plain.FOREIGN ? KeyState.At.FOREIGN : KeyState.At.AWAY;
    }
    State state = found.register().state();
    if (current == null || !state.token().equals(current.token())) {
      return KeyState.At.BEHIND;
    }
    return site.holdsData() && isHollow(site, key, state)
        ? KeyState.At.HOLLOW
        : KeyState.At.CURRENT;
  }

  private boolean isHollow(Site site, String key, State state) {
    String blob = blobOf(state);
    return state.isHollow() || (blob != null && !blobs.isAt(site, key, blob, deadline()));
  }

  private static @Nullable String blobOf(State state) {
    return state.value() != null && state.value().payload() instanceof Payload.Blob blob
        ? blob.name()
        : null;
  }

  private void repair(String key) {
    Deadline deadline = deadline();
    Driver.Ended ended = driver.run(key, new Task.Repair(), deadline);
    State state =
        ended.answer() instanceof Answer.Current current
            ? current.state()
            : reads.read(key, deadline).state();
    bring(key, state);
  }

  /** To where it is missing, if it is in an object of its own. */
  private void bring(String key, State state) {
    Deadline deadline = deadline();
    String blob = blobOf(state);
    if (blob == null) {
      return;
    }
    Deadline transfer = Deadline.after(settings.transferDeadline(), settings.ambient());
    for (Site site : sites) {
      if (site.holdsData()
          && !site.isDown()
          && site.foreign() == null
          && !blobs.isAt(site, key, blob, deadline)) {
        try {
          blobs.bring(site, key, blob, transfer);
        } catch (IOException e) {
          throw new UnavailableException(key, "the content of '" + key + "' broke off", e);
        }
      }
    }
  }

  private Deadline deadline() {
    return Deadline.after(settings.deadline(), settings.ambient());
  }

  // --- Contents nobody names -------------------------------------------------------------------

  @Override
  public Report collect(Duration olderThan, Consumer<String> told) {
    Count count = new Count();
    Instant before = settings.ambient().now().minus(olderThan);
    for (Site site : sites) {
      if (site.holdsData()) {
        collect(site, before, count, told);
      }
    }
    return count.report();
  }

  private void collect(Site site, Instant before, Count count, Consumer<String> told) {
    ListQuery query = ListQuery.under(Blobs.PREFIX);
    String continuation = null;
    Folder open = new Folder(site, "");
    do {
      ListPage page = site.backend().list(query, continuation, deadline());
      List<Folder> whole = new ArrayList<>();
      for (ListEntry entry : page.entries()) {
        String folder = folderOf(entry.name());
        if (!folder.equals(open.name)) {
          whole.add(open);
          open = new Folder(site, folder);
        }
        if (entry instanceof ListEntry.ObjectEntry object && !folder.isEmpty()) {
          open.add(object, before);
        }
      }
      continuation = page.continuation();
      if (continuation == null) {
        whole.add(open);
      }
      all(
          whole.stream().filter(folder -> !folder.names.isEmpty()).toList(),
          count,
          folder -> folder.collect(count, told));
    } while (continuation != null);
  }

  /** {@code b/hash/}, of {@code b/hash/term/id}. */
  private static String folderOf(String name) {
    int slash = name.indexOf('/', Blobs.PREFIX.length());
    return slash < 0 ? "" : name.substring(0, slash + 1);
  }

  /** The blobs of one key at one location that are old enough. */
  private final class Folder {
    private final Site site;
    private final String name;
    private final List<String> names = new ArrayList<>();

    Folder(Site site, String name) {
      this.site = site;
      this.name = name;
    }

    void add(ListEntry.ObjectEntry blob, Instant before) {
      if (!blob.lastModified().isAfter(before)) {
        names.add(blob.name());
      }
    }

    void collect(Count count, Consumer<String> told) {
      String key = null;
      for (int i = 0; i < names.size() && key == null; i++) {
        key = Blobs.key(site, names.get(i), deadline());
      }
      if (key == null) {
        count.failed.increment();
        return;
      }
      String current = blobOf(reads.read(key, deadline()).state());
      names.remove(name + current);
      if (names.isEmpty()) {
        count.well.increment();
        return;
      }
      Driver.Ended ended = driver.run(key, new Task.Fence(), deadline());
      if (!(ended.answer() instanceof Answer.Current fenced)) {
        count.failed.increment();
        return;
      }
      for (String blob : names) {
        if (BlobName.parse(blob.substring(name.length())).isGarbage(fenced.state())) {
          site.backend().delete(blob, Precondition.none(), deadline());
          count.mended.increment();
          told.accept(blob);
        }
      }
    }

    @Override
    public String toString() {
      return site.location() + " " + name;
    }
  }

  // --- Objects from elsewhere ------------------------------------------------------------------

  @Override
  public Report importFrom(ObjectStore source, String prefix, Consumer<String> told) {
    Count count = new Count();
    try (Listing listing = source.list(ListQuery.under(prefix))) {
      List<ListEntry.ObjectEntry> some = new ArrayList<>();
      Iterator<ListEntry.ObjectEntry> all = listing.objects().iterator();
      while (all.hasNext()) {
        some.add(all.next());
        if (some.size() == PAGE || !all.hasNext()) {
          all(some, count, each -> take(source, each, count, told));
          some.clear();
        }
      }
    }
    return count.report();
  }

  private void take(
      ObjectStore source, ListEntry.ObjectEntry from, Count count, Consumer<String> told) {
    Value here = reads.read(from.key(), deadline()).state().value();
    if (here == null) {
      here = create(source, from, count);
    }
    if (here != null) {
      boolean same = here.size() == from.size() && !from.lastModified().isAfter(here.modified());
      (same ? count.well : count.failed).increment();
      if (!same) {
        told.accept(from.key());
      }
    }
  }

  /** What is there, if somebody else was first. */
  private @Nullable Value create(ObjectStore source, ListEntry.ObjectEntry from, Count count) {
    String key = from.key();
    Deadline transfer = Deadline.after(settings.transferDeadline(), settings.ambient());
    try (ObjectStream stream = source.open(key).orElse(null)) {
      if (stream != null) {
        Content content =
            Content.stream(stream, stream.info().size()).with(stream.info().attributes());
        writes.put(key, content, Precondition.absent(), TransferListener.none(), transfer);
        count.mended.increment();
      }
      return null;
    } catch (ConflictException e) {
      return reads.read(key, deadline()).state().value();
    } catch (IOException e) {
      throw new UnavailableException(key, "'" + key + "' broke off while it was read", e);
    }
  }
}
