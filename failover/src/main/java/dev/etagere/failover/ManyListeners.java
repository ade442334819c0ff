package dev.etagere.failover;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several; what one throws is logged: it must not fail a call. */
record ManyListeners(List<FailoverListener> all) implements FailoverListener {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverListener.class);

  private void tell(Consumer<FailoverListener> event) {
    for (FailoverListener one : all) {
      try {
        event.accept(one);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed: {}", one.getClass().getName(), e);
      }
    }
  }

  @Override
  public void send(Call call) {
    tell(one -> one.send(call));
  }

  @Override
  public void retry(Call call) {
    tell(one -> one.retry(call));
  }

  @Override
  public boolean hearsOfRetries() {
    return all.stream().anyMatch(FailoverListener::hearsOfRetries);
  }

  @Override
  public void extractError(Call call, Throwable error) {
    tell(one -> one.extractError(call, error));
  }

  @Override
  public void extractData(Call call) {
    tell(one -> one.extractData(call));
  }

  @Override
  public void httpData(Call call, long bytes) {
    tell(one -> one.httpData(call, bytes));
  }

  @Override
  public void success(Call call, Duration took) {
    tell(one -> one.success(call, took));
  }

  @Override
  public void error(Call call, Throwable error) {
    tell(one -> one.error(call, error));
  }

  @Override
  public void error(Call call, Throwable error, Duration took) {
    tell(one -> one.error(call, error, took));
  }

  @Override
  public void complete(Call call, Duration took) {
    tell(one -> one.complete(call, took));
  }

  @Override
  public void failover(Call call, String to, Throwable cause) {
    tell(one -> one.failover(call, to, cause));
  }

  @Override
  public void resume(Call call, String at, long position, Throwable cause) {
    tell(one -> one.resume(call, at, position, cause));
  }

  @Override
  public void hedge(Call call, String to, Duration after) {
    tell(one -> one.hedge(call, to, after));
  }

  @Override
  public void readThrough(Call call, String to) {
    tell(one -> one.readThrough(call, to));
  }

  @Override
  public void breaker(String location, BreakerState from, BreakerState to) {
    tell(one -> one.breaker(location, from, to));
  }

  @Override
  public void failback(String location) {
    tell(one -> one.failback(location));
  }
}
