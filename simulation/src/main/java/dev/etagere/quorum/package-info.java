/**
 * The only way past the rules: lies in the protocol's own package, so that nothing published can
 * reach it, and in a module that is never published.
 */
@NullMarked
package dev.etagere.quorum;

import org.jspecify.annotations.NullMarked;
