package dev.etagere.quorum;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One state of a key. Its place is {@code (term, seq)}; a term's leader sees to it that no two
 * states share one. A change of term carries a state over to a new place, its token unchanged.
 *
 * @param term the term it was proposed or adopted in
 * @param token its place in the chain of writes
 * @param recent the ids of the writes below it
 * @param kind what it says of the key
 * @param value the value; {@code null} unless there is one
 * @param kept the payload of the state it was put on; {@code null} if that is safe elsewhere
 */
public record State(
    Term term, Token token, Recent recent, Kind kind, @Nullable Value value, @Nullable Kept kept) {
  /** What a state says of its key. */
  public enum Kind {
    /** There is a value. */
    VALUE,
    /** It was deleted. */
    TOMBSTONE,
    /** It was never written. */
    ABSENT
  }

  /** Checks that there is a value exactly if the kind says so. */
  public State {
    if ((kind == Kind.VALUE) != (value != null)) {
      throw new IllegalArgumentException("a state of kind " + kind + " and its value do not agree");
    }
  }

  /** A state that keeps nothing. */
  public State(Term term, Token token, Recent recent, Kind kind, @Nullable Value value) {
    this(term, token, recent, kind, value, null);
  }

  /** The state before the first write, which is what a location without the object is in. */
  static State initial(Term term) {
    return new State(term, new Token(0, Token.ROOT), Recent.NONE, Kind.ABSENT, null);
  }

  /** How many writes lie below. */
  public long seq() {
    return token.seq();
  }

  /** The id of the write. */
  public String id() {
    return token.id();
  }

  /** Whether the key has a value. */
  public boolean isPresent() {
    return kind == Kind.VALUE;
  }

  /** Whether there is a value whose payload is elsewhere. */
  public boolean isHollow() {
    return value != null && value.isHollow();
  }

  /** Orders by place. */
  int comparePlace(Term otherTerm, long otherSeq) {
    int terms = term.compareTo(otherTerm);
    return terms != 0 ? terms : Long.compare(seq(), otherSeq);
  }

  /** Orders by place. */
  int comparePlace(State other) {
    return comparePlace(other.term, other.seq());
  }

  /** Whether it is this write, or this write is remembered to lie below it. */
  boolean includes(String writeId) {
    return id().equals(writeId) || recent.contains(writeId);
  }

  /** Whether every write between it and that seq is remembered, that one among them. */
  boolean remembers(long seq) {
    return seq() - recent.size() <= seq;
  }

  /** The same state in another term. */
  State in(Term other) {
    return new State(other, token, recent, kind, value, kept);
  }

  /** The same state, its payload being this. */
  State with(Payload payload) {
    return value == null || value.payload() == payload
        ? this
        : new State(term, token, recent, kind, value.with(payload), kept);
  }

  /** The same state, with this kept. */
  State keeping(@Nullable Kept other) {
    return Objects.equals(kept, other) ? this : new State(term, token, recent, kind, value, other);
  }

  @Override
  public String toString() {
    String what = isHollow() ? " hollow" : isPresent() ? "" : " " + kind;
    return token + "@" + term + what + (kept == null ? "" : " keeps " + kept.id());
  }
}
