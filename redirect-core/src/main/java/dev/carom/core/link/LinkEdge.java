package dev.carom.core.link;

import org.jspecify.annotations.Nullable;

/**
 * How a link stands with the edge: the CDN, or cache, in front of the redirect servers. Immutable.
 *
 * @param wish whether its owner wants it there
 * @param seconds for how long the edge may keep its answers, as was decided; null: not at all
 * @param key what its answers are called there; null if there can be none, of now or of before
 */
public record LinkEdge(EdgeWish wish, @Nullable Integer seconds, @Nullable EdgeKey key) {

  /** Of a link that was never at the edge. */
  public static final LinkEdge NONE = new LinkEdge(EdgeWish.AUTO, null, null);

  /** Of a link that is minted now. */
  public static LinkEdge of(EdgeWish wish) {
    return new LinkEdge(wish, null, null);
  }

  /** Whether the edge may have answers of it, of now or of before. */
  public boolean mayHaveAnswers() {
    return key != null;
  }

  /** That the edge may keep it, or null if not. */
  public @Nullable EdgeLife life() {
    return seconds == null || key == null ? null : new EdgeLife(seconds, key);
  }
}
