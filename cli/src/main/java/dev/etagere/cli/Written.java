package dev.etagere.cli;

import dev.etagere.core.Version;
import dev.etagere.quorum.store.QuorumListener;

/** What a store over three locations or more says of a command's write. */
final class Written implements QuorumListener {
  private volatile int copies;

  /** This, under the name that its user has loaded. */
  QuorumListener listener() {
    return this;
  }

  @Override
  public void acknowledged(String key, Version version, int copiesNow) {
    copies = copiesNow;
  }

  /** Of the last write; 0 before the first. */
  int copies() {
    return copies;
  }
}
