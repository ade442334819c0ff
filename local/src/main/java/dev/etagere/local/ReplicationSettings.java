package dev.etagere.local;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A bucket's rules for replication.
 *
 * @param role the role that S3 is to act as; kept and told, nothing more
 * @param rules 1 to 1,000
 */
public record ReplicationSettings(String role, List<ReplicationRule> rules) {
  private static final int MOST_RULES = 1_000;

  /**
   * Checks what S3 checks.
   *
   * @throws EngineException InvalidRequest: no rule, too many, or two of one id or priority
   */
  public ReplicationSettings {
    rules = List.copyOf(rules);
    if (rules.isEmpty() || rules.size() > MOST_RULES) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST, "there must be 1 to " + MOST_RULES + " rules");
    }
    Set<String> ids = new HashSet<>();
    Set<Integer> priorities = new HashSet<>();
    for (ReplicationRule rule : rules) {
      if (!ids.add(rule.id())) {
        throw new EngineException(
            ErrorCode.INVALID_ARGUMENT, "two rules have the ID '" + rule.id() + "'");
      }
      if (!priorities.add(rule.priority())) {
        throw new EngineException(
            ErrorCode.INVALID_REQUEST, "two rules have the priority " + rule.priority());
      }
    }
  }
}
