package dev.etagere.quorum;

/**
 * The name of a blob among those of its key, which holds the payload of a large value. It may be
 * proposed only in the term it names: so whoever has established a higher one knows that no blob of
 * a lower term will be named any more, but by the state that the higher one began from.
 *
 * @param term the only term in which it may be proposed
 * @param id random
 */
public record BlobName(Term term, String id) {
  /** Checks the id. */
  public BlobName {
    if (!Token.ID.matcher(id).matches()) {
      throw new IllegalArgumentException("no blob has such an id");
    }
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if it is no name of a blob
   */
  public static BlobName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no name of a blob: it has no '/'");
    }
    return new BlobName(Term.parse(text.substring(0, slash)), text.substring(slash + 1));
  }

  /**
   * Whether the blob may be deleted, at every location: nobody needs it and nobody will.
   *
   * @param fenced the state that a {@link Task.Fence} on the key ended with
   */
  public boolean isGarbage(State fenced) {
    boolean named =
        fenced.value() != null
            && fenced.value().payload() instanceof Payload.Blob blob
            && blob.name().equals(toString());
    return term.compareTo(fenced.term()) < 0 && !named;
  }

  /** Term and id, with a slash between them. */
  @Override
  public String toString() {
    return term + "/" + id;
  }
}
