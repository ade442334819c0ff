package dev.etagere.contract;

import org.junit.jupiter.api.Tag;

/** The contract over three locations, the witness being down. */
@Tag("once")
class WitnessDownStoreTest extends OneOfThreeDown {
  WitnessDownStoreTest() {
    super(2);
  }
}
