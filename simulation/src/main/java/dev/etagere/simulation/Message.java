package dev.etagere.simulation;

import dev.etagere.quorum.Operation;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import org.jspecify.annotations.Nullable;

/** A request under way, then its reply under way. */
final class Message {
  final Client client;
  final Operation operation;
  final Request request;
  final Site site;

  /** The operation whose content it carries. */
  final int content;

  @Nullable Reply reply;

  /** Nobody waits for it any more. */
  boolean orphan;

  Message(Client client, Operation operation, Request request, Site site, int content) {
    this.site = site;
    this.client = client;
    this.operation = operation;
    this.request = request;
    this.content = content;
  }
}
