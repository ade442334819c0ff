/**
 * What a test can make go wrong at a local S3 server: {@link dev.etagere.local.server.fault.Fault}
 * is a value, {@link dev.etagere.local.server.fault.Faults} holds those that strike now.
 */
@NullMarked
package dev.etagere.local.server.fault;

import org.jspecify.annotations.NullMarked;
