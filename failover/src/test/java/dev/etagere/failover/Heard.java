package dev.etagere.failover;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it hears. */
public final class Heard implements FailoverListener {
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final List<Throwable> causes = new CopyOnWriteArrayList<>();

  /** Has heard nothing yet. */
  public Heard() {}

  /** Each event, in order, without {@code httpData}. */
  public List<String> events() {
    return List.copyOf(all);
  }

  /** Those that begin so. */
  public List<String> events(String begin) {
    return all.stream().filter(e -> e.startsWith(begin)).toList();
  }

  /** Causes of failovers, in order. */
  public List<Throwable> causes() {
    return List.copyOf(causes);
  }

  /** Forgets. */
  public void clear() {
    all.clear();
    causes.clear();
  }

  private void add(String what, Call call) {
    all.add(what + " " + call.operation() + "@" + call.location());
  }

  @Override
  public void send(Call call) {
    add("send", call);
  }

  @Override
  public void retry(Call call) {
    add("retry", call);
  }

  @Override
  public void extractError(Call call, Throwable error) {
    add("extractError", call);
  }

  @Override
  public void extractData(Call call) {
    add("extractData", call);
  }

  private final java.util.concurrent.atomic.AtomicLong bytes =
      new java.util.concurrent.atomic.AtomicLong();

  /** The bytes of {@code httpData} so far. */
  public long bytes() {
    return bytes.get();
  }

  @Override
  public void httpData(Call call, long count) {
    bytes.addAndGet(count);
  }

  @Override
  public void success(Call call, Duration took) {
    add("success", call);
  }

  @Override
  public void error(Call call, Throwable error) {
    add("error", call);
  }

  @Override
  public void complete(Call call, Duration took) {
    add("complete", call);
  }

  @Override
  public void failover(Call call, String to, Throwable cause) {
    causes.add(cause);
    all.add("failover " + call.operation() + " " + call.location() + ">" + to);
  }

  @Override
  public void resume(Call call, String at, long position, Throwable cause) {
    all.add("resume " + call.operation() + "@" + at + " from " + position);
  }

  @Override
  public void hedge(Call call, String to, Duration after) {
    all.add("hedge " + call.operation() + " " + call.location() + ">" + to);
  }

  @Override
  public void readThrough(Call call, String to) {
    all.add("readThrough " + call.operation() + " " + call.location() + ">" + to);
  }

  @Override
  public void breaker(String location, BreakerState from, BreakerState to) {
    all.add("breaker " + location + " " + from + ">" + to);
  }

  @Override
  public void failback(String location) {
    all.add("failback " + location);
  }
}
