package dev.etagere.failover;

import java.util.List;

/**
 * Where a call goes.
 *
 * @param first the location it goes to first
 * @param next those it goes on to, in this order, when that one fails
 */
public record Route(LocationHealth first, List<LocationHealth> next) {
  /** Copies the list. */
  public Route {
    next = List.copyOf(next);
  }
}
