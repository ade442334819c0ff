package dev.etagere.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a store over one S3 location says of its writes when requests and replies are lost: the
 * truth, or that it does not know. Runs against any S3 server, since the faults are made in the
 * client. The SDK's own retries are left on in the client under test, to show that the store does
 * not use them.
 */
@ExtendWith(ContractCounts.class)
public abstract non-sealed class OutcomeContract extends UploadOutcomeContract {
  /** For subclasses. */
  protected OutcomeContract() {}
}
