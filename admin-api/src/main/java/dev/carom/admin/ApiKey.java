package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key that opens the API. It is kept and compared as a digest, so that the time of a comparison
 * tells nothing of it. Immutable.
 */
final class ApiKey {

  private static final String HEADER = "x-api-key";
  private static final String BEARER = "Bearer ";

  private final byte[] digest;

  ApiKey(String key) {
    this.digest = sha256(key);
  }

  /** Returns why a request is not let in, or null if it is: every key that it shows must fit. */
  @Nullable String refusal(RequestHeaders headers) {
    List<String> shown = new ArrayList<>(headers.getAll(HEADER));
    for (String authorization : headers.getAll(HttpHeaderNames.AUTHORIZATION)) {
      if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        return "The Authorization field must be: Bearer KEY";
      }
      shown.add(authorization.substring(BEARER.length()).strip());
    }
    if (shown.isEmpty()) {
      return "Send the API key as Authorization: Bearer KEY, or as X-Api-Key: KEY";
    }
    boolean fits = true;
    for (String key : shown) {
      fits &= MessageDigest.isEqual(sha256(key), digest);
    }
    return fits ? null : "The API key is not valid";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
