/** Client processes over three real locations that are stopped and killed; histories checked. */
@NullMarked
package dev.etagere.real;

import org.jspecify.annotations.NullMarked;
