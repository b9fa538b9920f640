package dev.carom.standalone;

import java.io.IOException;
import java.nio.file.Files;
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

  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private static final String ENTER =
      """
      distribution=$1 uid=${2%:*} gid=${2#*:} owner=$3
      shift 3
      mount -t tmpfs none /opt
      mkdir /opt/carom
      mount --bind "$distribution" /opt/carom
      mount -o remount,bind,ro /opt/carom
      mount -o remount,bind,ro /opt
      mount -t tmpfs none /var/lib
      mkdir /var/lib/carom
      mount -t tmpfs -o mode=0750,uid="${owner:-$uid}",gid="${owner:-$gid}" none /var/lib/carom
      mount -o remount,bind,ro /var/lib
      mount -t tmpfs -o mode=1777 none /tmp
      mount -t tmpfs -o mode=1777,size=64m none /dev/shm
      mount -o remount,bind,ro /
      cd /var/lib/carom
      [[ -z $owner ]] || exec unshare --user --map-user="$uid" --map-group="$gid" setpriv --no-new-privs "$@"
      exec setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --bounding-set=-all "$@"
      """;

  /** Who its processes are for those outside. */
  int uid() throws IOException {
    return ROOT
        ? Integer.parseInt(user.substring(0, user.indexOf(':')))
        : (int) Files.getAttribute(Path.of("/proc/self/"), "unix:uid");
  }

  /**
   * The command that runs a command in a container of its own. Root becomes the user; anybody else
   * is called so in a namespace of users.
   */
  List<String> running(List<String> command) {
    List<String> all = new ArrayList<>(List.of("unshare"));
    if (!ROOT) {
      all.addAll(List.of("--user", "--map-root-user"));
    }
    all.addAll(List.of("--mount", "--propagation", "private", "bash", "-euc", ENTER, "container"));
    all.addAll(List.of(distribution.toString(), user, ROOT ? "" : "0"));
    all.addAll(command);
    return all;
  }
}
