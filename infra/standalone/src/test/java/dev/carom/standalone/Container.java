package dev.carom.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a distribution as a container would, with the machine's own files around it: at {@code
 * /opt/carom}, all of it read-only but for {@code /var/lib/carom}, {@code /tmp} and {@code
 * /dev/shm}, which are empty.
 *
 * @param distribution what is unpacked there
 * @param user who the process is, as {@code UID:GID}
 */
record Container(Path distribution, String user) {

  private static final String ENTER =
      """
      distribution=$1 uid=${2%:*} gid=${2#*:}
      shift 2
      mount -t tmpfs none /opt
      mkdir /opt/carom
      mount --bind "$distribution" /opt/carom
      mount -o remount,bind,ro /opt/carom
      mount -o remount,bind,ro /opt
      mount -t tmpfs none /var/lib
      mkdir /var/lib/carom
      mount -t tmpfs -o mode=0750,uid="$uid",gid="$gid" none /var/lib/carom
      mount -o remount,bind,ro /var/lib
      mount -t tmpfs -o mode=1777 none /tmp
      mount -t tmpfs -o mode=1777,size=64m none /dev/shm
      mount -o remount,bind,ro /
      cd /var/lib/carom
      exec setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --bounding-set=-all "$@"
      """;

  /** Whether this process may do that. */
  static boolean canRun() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** The command that runs a command in a container of its own. */
  List<String> running(List<String> command) {
    List<String> all =
        new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "bash", "-euc"));
    all.addAll(List.of(ENTER, "container", distribution.toString(), user));
    all.addAll(command);
    return all;
  }
}
