/**
 * A cache in memory in front of a store: {@link dev.etagere.cache.CachingStore}.
 *
 * <p>It keeps what a store says of versions: nothing older is shown than this process has seen.
 */
@NullMarked
package dev.etagere.cache;

import org.jspecify.annotations.NullMarked;
