package dev.etagere.simulation;

import dev.etagere.quorum.BlobName;
import dev.etagere.quorum.Payload;
import dev.etagere.quorum.Register;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import dev.etagere.quorum.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One location, as far as S3 goes: one object, and an ETag for each state of it. */
final class Site {
  /** How it is. */
  enum Mode {
    UP,
    /** Nothing is answered and nothing refused: what was sent waits. */
    FROZEN,
    /** Nothing arrives. */
    STOPPED,
    /** It will never be back. */
    GONE
  }

  private static final String[] ETAGS = new String[4_096];

  static {
    for (int i = 0; i < ETAGS.length; i++) {
      ETAGS[i] = "e" + i;
    }
  }

  final String id;
  private final List<Register> past = new ArrayList<>();
  private final Map<String, Integer> blobs = new HashMap<>();
  private final boolean remembersPast;
  private @Nullable Register register;
  private int etag;
  Mode mode = Mode.UP;

  Site(String id, boolean remembersPast) {
    this.id = id;
    this.remembersPast = remembersPast;
  }

  @Nullable Register register() {
    return register;
  }

  Reply serve(Message message) {
    if (mode == Mode.GONE) {
      return Reply.Plain.LOST;
    }
    if (message.request instanceof Request.Upload upload) {
      blobs.put(upload.blob().toString(), message.content);
      return new Reply.Stored("");
    }
    return serve(message.request);
  }

  private Reply serve(Request request) {
    if (request instanceof Request.Get) {
      return register == null ? Reply.Plain.NOTHING : new Reply.Found(register, ETAGS[etag]);
    }
    Request.Put put = (Request.Put) request;
    boolean holds = register == null ? put.etag() == null : ETAGS[etag].equals(put.etag());
    if (!holds) {
      return Reply.Plain.REFUSED;
    }
    if (remembersPast && register != null) {
      past.add(register);
    }
    register = put.register();
    etag++;
    return new Reply.Stored(ETAGS[etag]);
  }

  /** Is lost, with all it holds. */
  void die() {
    mode = Mode.GONE;
    register = null;
    blobs.clear();
  }

  /** Loses what it acknowledged. */
  void rollBack(int draw) {
    if (!past.isEmpty()) {
      register = past.get(draw % past.size());
      etag++;
    }
  }

  /** Whose content the blob has; -1 if it is not there. */
  int blob(String name) {
    return blobs.getOrDefault(name, -1);
  }

  /** Brings a blob there. */
  void bring(String name, int content) {
    blobs.putIfAbsent(name, content);
  }

  /** Deletes the blobs that nobody needs, going by a state; or those that only seem so. */
  void collect(State state, boolean hasty) {
    blobs
        .keySet()
        .removeIf(
            name -> {
              BlobName blob = BlobName.parse(name);
              boolean named =
                  state.value() != null && state.value().payload().equals(new Payload.Blob(name));
              boolean old = blob.term().compareTo(state.term()) <= 0;
              return hasty ? old && !named : blob.isGarbage(state);
            });
  }

  /** Loses the object, if it says that the key was deleted. */
  void removeTombstone() {
    if (register != null && register.state().kind() == State.Kind.TOMBSTONE) {
      register = null;
    }
  }
}
