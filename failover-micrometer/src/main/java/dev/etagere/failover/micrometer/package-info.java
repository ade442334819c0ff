/** Optional: what happens to calls over two locations, as Micrometer's metrics. */
@NullMarked
package dev.etagere.failover.micrometer;

import org.jspecify.annotations.NullMarked;
