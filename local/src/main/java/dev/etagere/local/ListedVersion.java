package dev.etagere.local;

/**
 * A version as it is listed.
 *
 * @param facts the version, or a delete marker
 * @param latest whether it is the newest of its key
 */
public record ListedVersion(ObjectFacts facts, boolean latest) {}
