package dev.etagere.core.spi;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last write of a line that was refused. A refusal may be against oneself, where something on
 * the way sent the write twice: what is read next shows whether its id is there.
 *
 * @param id the id of the write if nobody has looked for it yet
 */
record UpdateRefusal(@Nullable UpdateBatch batch, @Nullable String id) {
  static final UpdateRefusal NONE = new UpdateRefusal(null, null);

  static UpdateRefusal of(UpdateBatch batch, ConflictException refused) {
    return new UpdateRefusal(batch, refused.unseenWrite().orElse(null));
  }

  /**
   * Tells those who still wait if it was written after all.
   *
   * @param there what was read after the refusal
   * @return who was told
   */
  List<UpdateCall> settle(@Nullable Version there) {
    if (batch == null || id == null || there == null || !there.lineage().contains(id)) {
      return List.of();
    }
    batch.calls().removeIf(call -> !call.waits());
    boolean onTop = there.lineage().sameNewestAs(Lineage.unknown().plus(id));
    batch.succeed(onTop ? there : Version.of("combined-" + id, Lineage.unknown()));
    return batch.calls();
  }
}
