/**
 * Processes of their own: a server, so that it costs the client under test nothing, and clients.
 */
@NullMarked
package dev.etagere.benchmarks.process;

import org.jspecify.annotations.NullMarked;
