package dev.etagere.cli;

import java.util.List;

/**
 * The commands by name. Each is one class, loaded only when its name is given: what needs AWS or
 * the server costs the others nothing. A new command is a name, a line below and its class.
 */
final class Commands {
  /** In the order of the help. */
  static final List<String> NAMES =
      List.of(
          "put",
          "get",
          "stat",
          "rm",
          "ls",
          "cp",
          "update",
          "status",
          "probe",
          "doctor",
          "setup",
          "copy",
          "diff",
          "verify",
          "repair",
          "gc",
          "import",
          "replace-location",
          "serve",
          "demo",
          "completion");

  private Commands() {}

  /** A new instance of one of {@link #NAMES}. */
  static Object create(String name) {
    return switch (name) {
      case "put" -> new PutCommand();
      case "get" -> new GetCommand();
      case "stat" -> new StatCommand();
      case "rm" -> new RmCommand();
      case "ls" -> new LsCommand();
      case "cp" -> new CpCommand();
      case "update" -> new UpdateCommand();
      case "status" -> new StatusCommand();
      case "probe" -> new ProbeCommand();
      case "doctor" -> new DoctorCommand();
      case "setup" -> new SetupCommand();
      case "copy" -> new CopyCommand();
      case "diff" -> new DiffCommand();
      case "verify" -> new VerifyCommand();
      case "repair" -> new RepairCommand();
      case "gc" -> new GcCommand();
      case "import" -> new ImportCommand();
      case "replace-location" -> new ReplaceLocationCommand();
      case "serve" -> new ServeCommand();
      case "demo" -> new DemoCommand();
      case "completion" -> new CompletionCommand();
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
