package dev.etagere.replication;

/**
 * One call of a set-up.
 *
 * @param site where it is sent
 * @param purpose in words
 * @param command the same call for the AWS CLI, to paste into a shell
 * @param call sends it
 */
record Step(Site site, String purpose, String command, Runnable call) {}
