/**
 * What an implementor of a location needs: the small {@link dev.etagere.core.spi.StoreBackend}, the
 * provider that finds it by URI scheme, and the pieces all backends share (stamps, deadlines,
 * back-off). Users of the store never need this package.
 */
@NullMarked
package dev.etagere.core.spi;

import org.jspecify.annotations.NullMarked;
