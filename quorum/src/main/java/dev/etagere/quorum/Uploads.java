package dev.etagere.quorum;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The payload of a large write, and where it is already: under a new name for each term. */
final class Uploads {
  private final Members members;
  private final Policy policy;
  private final Rules rules;
  private final Outbox outbox;
  private final List<Request.Upload> done = new ArrayList<>(2);
  private @Nullable BlobName name;
  private @Nullable BlobName before;

  Uploads(Members members, Policy policy, Rules rules, Outbox outbox) {
    this.members = members;
    this.policy = policy;
    this.rules = rules;
    this.outbox = outbox;
  }

  Uploads(Uploads other, Policy policy, Outbox outbox) {
    this(other.members, policy, other.rules, outbox);
    done.addAll(other.done);
    name = other.name;
    before = other.before;
  }

  /**
   * Whether a write may name the blob in this term; if not it gets a new name, and is not there.
   */
  boolean isNamedFor(Term term) {
    return name != null && rules.mayName(name, term);
  }

  void rename(Term term, String id) {
    before = name;
    name = new BlobName(term, id);
  }

  /** What a write of this value proposes: a large one, the blob's present name. */
  Value named(Value value) {
    return value.payload() == Payload.Large.INSTANCE && name != null
        ? value.with(new Payload.Blob(name.toString()))
        : value;
  }

  void stored(Request.Upload upload) {
    done.add(upload);
  }

  /** Sends it to the data locations that are up and have it not. */
  void send() {
    for (int i = 0; i < members.size() && name != null; i++) {
      if (members.holdsData(i) && !policy.isDown(i) && !has(i, name.toString())) {
        boolean copy = before != null && has(i, before.toString());
        outbox.send(new Request.Upload(i, name, copy ? before : null));
      }
    }
  }

  /** Whether this operation has stored the blob at that location. */
  boolean has(int location, String blob) {
    for (Request.Upload upload : done) {
      if (upload.location() == location && upload.blob().toString().equals(blob)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is under its present name at that location; at any that stays, for -1. */
  boolean isAt(int location) {
    for (Request.Upload upload : done) {
      boolean there =
          location < 0 ? members.keepsData(upload.location()) : upload.location() == location;
      if (upload.blob().equals(name) && there) {
        return true;
      }
    }
    return false;
  }
}
