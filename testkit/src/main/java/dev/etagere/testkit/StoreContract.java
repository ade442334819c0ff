package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every store keeps, whatever is below it. A test class extends it and says how to open a
 * store; what the store's {@link ObjectStore#guarantees() guarantees} do not hold must be refused,
 * and that is tested too. Tests whose names begin with a letter and a number answer to that row of
 * the parity table.
 *
 * <p>The tests leave their objects behind, each under a prefix of its own, so one bucket serves
 * many.
 *
 * <p>The tests stand in a chain of classes, one for each kind of call, of which this is the last.
 */
@ExtendWith(ContractCounts.class)
public abstract non-sealed class StoreContract extends KeyContract {
  /** For subclasses. */
  protected StoreContract() {}

  @Test
  void within_closesNothing_andClosedStoreIsRefused() {
    ObjectStore other = openStore();
    ObjectStore hurried = other.within(java.time.Duration.ofSeconds(20));
    hurried.create(key("a"), Content.of("1"));
    hurried.close();
    assertThat(other.get(key("a"))).isPresent();
    other.close();
    other.close();
    assertThatThrownBy(() -> other.get(key("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hurried.get(key("a"))).isInstanceOf(IllegalStateException.class);
  }
}
