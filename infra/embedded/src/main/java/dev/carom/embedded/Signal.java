package dev.carom.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The signals that Java itself cannot send. */
enum Signal {
  INT,
  QUIT,
  TERM,
  KILL,
  STOP,
  CONT;

  /**
   * Sends this signal to the living ones of these processes; a process that ends meanwhile is fine.
   */
  void send(Collection<Pid> processes) {
    // The shell's own kill: a program of that name is not on every machine.
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill \"$@\"", "sh"));
    command.addAll(List.of("-s", name()));
    processes.stream().filter(Pid::isAlive).forEach(p -> command.add(Long.toString(p.number())));
    if (command.size() == 6) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Programs.exitCode(kill);
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot send SIG" + name() + ": " + e.getMessage(), e);
    }
  }
}
