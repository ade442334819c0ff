package dev.etagere.contract;

/** The contract over three locations, the witness being down. */
class WitnessDownStoreTest extends OneOfThreeDown {
  WitnessDownStoreTest() {
    super(2);
  }
}
