package dev.etagere.replication;

import dev.etagere.replication.Finding.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * All that the doctor saw.
 *
 * @param findings in the order they were made
 */
public record DoctorReport(List<Finding> findings) {
  /** Copies the list. */
  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /** The gravest. */
  public Severity worst() {
    return findings.stream()
        .map(Finding::severity)
        .max(Comparator.naturalOrder())
        .orElse(Severity.OK);
  }
}
