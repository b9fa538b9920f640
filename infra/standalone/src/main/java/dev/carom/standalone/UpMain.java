package dev.carom.standalone;

import dev.carom.core.config.ConfigException;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ExitCode;
import dev.carom.core.lifecycle.Program;
import java.util.List;

/** The command {@code carom up}. */
public final class UpMain {

  private UpMain() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args)).status());
  }

  private static ExitCode run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      System.out.print(UpOptions.USAGE);
      return ExitCode.DONE;
    }
    UpOptions options;
    try {
      options = UpOptions.parse(args);
      options.createDataDir();
      // Before the first logger: it reads where it shall write.
      System.setProperty("logback.configurationFile", "dev/carom/standalone/logback.xml");
      System.setProperty("carom.log.file", options.dataDir().resolve("log/carom.log").toString());
      // Before anything is unpacked or started; what up itself chooses is not known yet.
      Configuration.load(
          options.configuration(), System.getenv(), Program.RESERVED_VARIABLES, List.of());
    } catch (UsageException e) {
      System.err.println("carom up: " + e.getMessage() + "\n\n" + UpOptions.USAGE);
      return ExitCode.USAGE;
    } catch (ConfigException e) {
      System.err.println("carom up: " + e.getMessage());
      return ExitCode.USAGE;
    }
    return new Up(options, System.out, System.err).run(System.getenv());
  }
}
