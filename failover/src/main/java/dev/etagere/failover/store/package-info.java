/**
 * The store over two locations that replicate to each other. Reads and unconditional writes fail
 * over; conditions are judged at the first location only; what may be stale says so.
 */
@NullMarked
package dev.etagere.failover.store;

import org.jspecify.annotations.NullMarked;
