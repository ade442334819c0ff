package dev.etagere.cli;

import dev.etagere.core.Version;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the version a command printed. */
final class VersionConverter implements ITypeConverter<Version> {
  @Override
  public Version convert(String text) {
    try {
      return Version.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
