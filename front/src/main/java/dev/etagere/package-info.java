/** The front door: {@link dev.etagere.Etagere} opens a store over the locations it is given. */
@NullMarked
package dev.etagere;

import org.jspecify.annotations.NullMarked;
