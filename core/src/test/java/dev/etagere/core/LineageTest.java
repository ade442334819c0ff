package dev.etagere.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineageTest {
  private static final Version FOREIGN = Version.of("an-etag", Lineage.unknown());

  @Test
  void plus_upToCapacity_keepsEveryIdAndTheRoot() {
    Lineage full = writes(Lineage.absent(), 1, Lineage.CAPACITY);

    for (int i = 1; i <= Lineage.CAPACITY; i++) {
      assertThat(full.contains(id(i))).isTrue();
    }
    assertThat(full.reachesDownToAbsent()).isTrue();
    assertThat(full.toString()).startsWith(id(Lineage.CAPACITY) + ".").endsWith(id(1) + ".0");
  }

  @Test
  void plus_beyondCapacity_dropsTheOldestIdAndTheRootBelowIt() {
    Lineage over = writes(Lineage.absent(), 1, Lineage.CAPACITY + 1);

    assertThat(over.contains(id(1))).isFalse();
    assertThat(over.contains(id(2))).isTrue();
    // Were the root still there, a create that was overwritten so often would look like a conflict.
    assertThat(over.reachesDownToAbsent()).isFalse();
    assertThat(over.toString().split("\\.")).hasSize(Lineage.CAPACITY);
  }

  @Test
  void plus_beyondCapacityOnAForeignState_dropsItsMark() {
    Lineage lineage = Lineage.on(FOREIGN, id(1));
    Lineage full = writes(lineage, 2, Lineage.CAPACITY);
    Lineage over = full.plus(id(99));

    assertThat(full.reachesDownTo(FOREIGN)).isTrue();
    assertThat(over.reachesDownTo(FOREIGN)).isFalse();
    assertThat(over.contains(id(1))).isFalse();
  }

  @Test
  void on_baseWithIds_goesOnFromThem() {
    Version base = Version.of("t", Lineage.absent().plus(id(1)));

    Lineage next = Lineage.on(base, id(2));

    assertThat(next.toString()).isEqualTo(id(2) + "." + id(1) + ".0");
    assertThat(next.reachesDownTo(base)).isTrue();
    assertThat(next.reachesDownToAbsent()).isTrue();
  }

  @Test
  void on_baseWithoutIds_endsInAMarkOfItsToken() {
    Lineage next = Lineage.on(FOREIGN, id(1));

    assertThat(next.reachesDownTo(FOREIGN)).isTrue();
    assertThat(next.reachesDownTo(Version.of("another", Lineage.unknown()))).isFalse();
    assertThat(next.reachesDownToAbsent()).isFalse();
    assertThat(next.toString()).matches("[A-Za-z0-9]{11}\\._[A-Za-z0-9]{11}");
  }

  @Test
  void reachesDownTo_baseThatFellOff_isFalse() {
    Version base = Version.of("t", Lineage.absent().plus(id(0)));

    assertThat(writes(base.lineage(), 1, Lineage.CAPACITY - 1).reachesDownTo(base)).isTrue();
    assertThat(writes(base.lineage(), 1, Lineage.CAPACITY).reachesDownTo(base)).isFalse();
  }

  @Test
  void reachesDownTo_brokenChain_isFalse() {
    Version base = Version.of("t", Lineage.absent().plus(id(1)));

    assertThat(Lineage.unknown().reachesDownTo(base)).isFalse();
    assertThat(Lineage.unknown().plus(id(2)).reachesDownTo(base)).isFalse();
    assertThat(Lineage.unknown().plus(id(2)).reachesDownToAbsent()).isFalse();
  }

  @Test
  void sameNewestAs_onlyWhenBothAreKnownAndTheTopIsTheSame() {
    Lineage lineage = Lineage.absent().plus(id(1));

    assertThat(lineage.sameNewestAs(Lineage.unknown().plus(id(1)))).isTrue();
    assertThat(lineage.sameNewestAs(lineage.plus(id(2)))).isFalse();
    assertThat(lineage.sameNewestAs(Lineage.unknown())).isFalse();
    assertThat(Lineage.unknown().sameNewestAs(Lineage.unknown())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void parse_randomLineage_givesItBack(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Lineage start = random.nextBoolean() ? Lineage.absent() : Lineage.unknown();
      Lineage lineage = writes(start, 1, 1 + random.nextInt(20));

      assertThat(Lineage.parse(lineage.toString())).as("seed %d", seed).isEqualTo(lineage);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "0",
        "_12345678901",
        "1234567",
        "12345678901234567",
        "ABCDEFGHIJ1.",
        ".ABCDEFGHIJ1",
        "ABCDEFGHIJ1..0",
        "ABCDEFGHIJ1.0.0",
        "0.ABCDEFGHIJ1",
        "_12345678901.ABCDEFGHIJ1",
        "ABCDEFGHIJ1.00",
        "ABCDEFGHIJ1._123",
        "ABCDEFGHIJ1 .0",
        "ABCDEFGHIJé1"
      })
  void parse_damagedText_isRefused(String text) {
    assertThatThrownBy(() -> Lineage.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * What all proofs rest on: whoever is missing from a lineage that reaches down to a state did not
   * write since that state. Tried on random histories, with writers that leave no ids in between.
   */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void reachesDownTo_randomHistory_nothingSinceIsMissing(long seed) {
    Random random = new Random(seed);
    List<Version> states = new ArrayList<>();
    List<String> writers = new ArrayList<>();
    Version now = null;
    for (int i = 0; i < 60; i++) {
      String id = WriteIds.next(random);
      Lineage lineage = now == null ? Lineage.absent().plus(id) : Lineage.on(now, id);
      boolean leavesIds = random.nextInt(10) > 0;
      now = Version.of("token-" + i, leavesIds ? lineage : Lineage.unknown());
      states.add(now);
      writers.add(id);
      if (now.lineage().reachesDownToAbsent()) {
        assertThat(writers).as("seed %d, write %d", seed, i).allMatch(now.lineage()::contains);
      }
      for (int base = 0; base < i; base++) {
        if (now.lineage().reachesDownTo(states.get(base))) {
          assertThat(writers.subList(base + 1, i + 1))
              .as("seed %d, write %d on %d", seed, i, base)
              .allMatch(now.lineage()::contains);
        }
      }
    }
  }

  private static Lineage writes(Lineage on, int first, int last) {
    Lineage lineage = on;
    for (int i = first; i <= last; i++) {
      lineage = lineage.plus(id(i));
    }
    return lineage;
  }

  private static String id(int number) {
    return String.format("id%09d", number);
  }
}
