package dev.etagere.local;

import java.util.List;

/**
 * Some parts of an upload.
 *
 * @param upload the upload
 * @param parts in the order of their numbers
 * @param truncated whether there are more above the last
 */
public record PartPage(UploadFacts upload, List<PartFacts> parts, boolean truncated) {
  /** Copies the list. */
  public PartPage {
    parts = List.copyOf(parts);
  }
}
