package dev.etagere.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Collects the values of an option that stands before and after the command's name; picocli would
 * forget those before where there are some after.
 */
@SuppressWarnings("JdkObsolete") // picocli's type
final class EachTime implements IParameterConsumer {
  @Override
  public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
    if (args.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "Missing required parameter for option '--at' (" + option.paramLabel() + ")");
    }
    List<String> before = option.getValue();
    List<String> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
    all.add(args.pop());
    option.setValue(all);
  }
}
