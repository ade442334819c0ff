/**
 * For tests of stores and of code that uses them: the contract every store keeps, a local S3 with
 * faults, and a real Ceph gateway.
 */
@NullMarked
package dev.etagere.testkit;

import org.jspecify.annotations.NullMarked;
