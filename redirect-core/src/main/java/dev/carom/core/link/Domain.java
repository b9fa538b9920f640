package dev.carom.core.link;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host under which links are found, with codes of its own.
 *
 * @param id its number; {@link ShortCode#DEFAULT_DOMAIN} is that of the default domain
 * @param host in lower case and without a port, or null for the default domain, which answers under
 *     every host that is no other domain's
 * @param foldsCase whether codes are the same in capitals
 * @param targets where it leads by itself
 */
public record Domain(int id, @Nullable String host, boolean foldsCase, Targets targets) {

  /** The default domain where nothing is said about it. */
  public static final Domain DEFAULT =
      new Domain(ShortCode.DEFAULT_DOMAIN, null, false, Targets.NONE);

  /**
   * Where a domain leads by itself; null: nowhere.
   *
   * @param root who asks for no code at all
   * @param missing who asks for a code that no link has
   * @param gone who asks for a link that is deleted, has expired or is used up
   */
  public record Targets(
      @Nullable TargetUrl root, @Nullable TargetUrl missing, @Nullable TargetUrl gone) {

    public static final Targets NONE = new Targets(null, null, null);
  }

  /** Returns the code that names a link here. */
  public ShortCode code(ShortCode asked) {
    String value = asked.value();
    return new ShortCode(id, foldsCase ? value.toLowerCase(Locale.ROOT) : value);
  }

  /** Whether a link that is not there, or not any more, is told as such, and leads nowhere. */
  public boolean isPlain() {
    return targets.missing == null && targets.gone == null;
  }
}
