package dev.etagere.quorum;

/**
 * What an operation knew of its key when it ended: states and their ETags, location by location. A
 * later operation on the key takes them for the conditions of its PUTs, never for an answer.
 * Immutable.
 */
public final class Known {
  private final View view;

  Known(View view) {
    this.view = view.copy();
  }

  View view() {
    return view;
  }
}
