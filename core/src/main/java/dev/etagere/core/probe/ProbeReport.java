package dev.etagere.core.probe;

import dev.etagere.core.Guarantee;
import dev.etagere.core.Guarantees;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a probe found.
 *
 * @param findings each check, in order; a guarantee may be checked more than once
 * @param notes what else was seen
 */
public record ProbeReport(List<Finding> findings, List<String> notes) {
  /** Copies the lists. */
  public ProbeReport {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /** What holds at the location: a guarantee all of whose checks did. */
  public Guarantees guarantees() {
    return new Guarantees(
        Arrays.stream(Guarantee.values()).filter(this::holds).collect(Collectors.toSet()));
  }

  /** Whether a store can work there at all: create and replace on condition are the least. */
  public boolean usable() {
    return holds(Guarantee.CREATE_IF_ABSENT) && holds(Guarantee.REPLACE_IF_MATCHES);
  }

  private boolean holds(Guarantee guarantee) {
    List<Finding> about = findings.stream().filter(f -> f.guarantee() == guarantee).toList();
    return !about.isEmpty() && about.stream().allMatch(Finding::held);
  }

  /** One line for each finding and note. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.held() ? "yes  " : "NO   ")
          .append(finding.guarantee().words())
          .append(": ")
          .append(finding.seen())
          .append('\n');
    }
    notes.forEach(note -> text.append("     ").append(note).append('\n'));
    return text.toString();
  }
}
