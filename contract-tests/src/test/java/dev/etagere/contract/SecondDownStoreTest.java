package dev.etagere.contract;

/** The contract over three locations, the other one with data being down. */
class SecondDownStoreTest extends OneOfThreeDown {
  SecondDownStoreTest() {
    super(1);
  }
}
