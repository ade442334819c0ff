/** Values as JSON, through Jackson. */
@NullMarked
package dev.etagere.jackson;

import org.jspecify.annotations.NullMarked;
