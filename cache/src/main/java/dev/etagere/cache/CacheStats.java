package dev.etagere.cache;

/**
 * What a cache has done since it was opened, and holds; the first three only grow, so a registry of
 * metrics can read them as counters.
 *
 * @param unasked reads answered without a request
 * @param unchanged reads answered from memory after the store said that nothing changed
 * @param fetched reads whose answer came from the store
 * @param objects how many objects are held
 * @param bytes what they count for, in bytes
 */
public record CacheStats(long unasked, long unchanged, long fetched, long objects, long bytes) {}
