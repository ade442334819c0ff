package dev.etagere.contract;

/** The contract over three locations, the home of all keys being down. */
class HomeDownStoreTest extends OneOfThreeDown {
  HomeDownStoreTest() {
    super(0);
  }
}
