/**
 * The command line. One class a command; {@link dev.etagere.cli.Main} is the only public type,
 * since scripts talk to the command and programs to {@code dev.etagere}.
 */
@NullMarked
package dev.etagere.cli;

import org.jspecify.annotations.NullMarked;
