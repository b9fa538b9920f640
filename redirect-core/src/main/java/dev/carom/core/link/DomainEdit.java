package dev.carom.core.link;

import org.jspecify.annotations.Nullable;

/**
 * What is to be changed of where a domain leads by itself; null: it stays as it is.
 *
 * @param root where who asks for no code shall be led
 * @param missing where who asks for a code that no link has
 * @param gone where who asks for a link that is not there any more
 */
public record DomainEdit(@Nullable Lead root, @Nullable Lead missing, @Nullable Lead gone) {

  /**
   * Another way.
   *
   * @param target or null for nowhere
   */
  public record Lead(@Nullable TargetUrl target) {}
}
