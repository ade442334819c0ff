package dev.etagere.cli;

import dev.etagere.core.ByteRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a range as HTTP writes it: first and last byte, counted from 0; the last may be left out.
 */
final class RangeConverter implements ITypeConverter<ByteRange> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})?");

  @Override
  public ByteRange convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no range; write the first and the last byte, as in 0-99, or 100-");
    }
    long first = Long.parseLong(form.group(1));
    if (form.group(2) == null) {
      return ByteRange.from(first);
    }
    long last = Long.parseLong(form.group(2));
    if (last < first) {
      throw new TypeConversionException("range '" + text + "' ends before it starts");
    }
    return new ByteRange(first, last - first + 1);
  }
}
