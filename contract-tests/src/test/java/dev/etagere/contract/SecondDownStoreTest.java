package dev.etagere.contract;

import org.junit.jupiter.api.Tag;

/** The contract over three locations, the other one with data being down. */
@Tag("once")
class SecondDownStoreTest extends OneOfThreeDown {
  SecondDownStoreTest() {
    super(1);
  }
}
