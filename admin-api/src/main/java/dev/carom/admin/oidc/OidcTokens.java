package dev.carom.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import dev.carom.admin.oidc.Verdict.Refused;
import dev.carom.admin.oidc.Verdict.UnknownKey;
import dev.carom.core.config.OidcConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one OpenID provider: JWTs that it has signed by RS256 or ES256, with a key that it
 * publishes (RFC 7519, RFC 8725, and RFC 9068 for access tokens). Keys and addresses that a token's
 * header brings along are not looked at.
 */
public final class OidcTokens implements Tokens, AutoCloseable {

  /** How long a token may be, in characters; a header of a request has room for twice that. */
  static final int MAX_LENGTH = 8192;

  /** How long an answer of the provider may take. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** RFC 7515, section 7.1; the library also takes other letters for those of base64url. */
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  /** Types of tokens that somebody signs on with: those of others, such as of logouts, are not. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private final IssuerClient client;
  private final IssuerKeys keys;
  private final ClaimRules rules;

  private OidcTokens(IssuerClient client, IssuerKeys keys, ClaimRules rules) {
    this.client = client;
    this.keys = keys;
    this.rules = rules;
  }

  /** Begins to ask for the provider's keys, and does not wait for them. */
  public static OidcTokens open(OidcConfig config, MeterRegistry registry, InstantSource clock) {
    return open(config, registry, clock, System::nanoTime);
  }

  /**
   * @param nanoTime tells how old keys are
   */
  static OidcTokens open(
      OidcConfig config, MeterRegistry registry, InstantSource clock, LongSupplier nanoTime) {
    IssuerClient client = new IssuerClient(config.issuer(), DEADLINE);
    IssuerKeys keys = new IssuerKeys(client::keys, nanoTime, registry);
    var _ = keys.refresh();
    return new OidcTokens(
        client,
        keys,
        new ClaimRules(
            config.issuer(),
            config.audience(),
            RoleClaim.of(config),
            WorkspaceClaim.of(config),
            clock));
  }

  /** Two dots, which no key has that is made here. */
  @Override
  public boolean isToken(String text) {
    return text.chars().filter(c -> c == '.').count() == 2;
  }

  @Override
  public Verdict check(String token) {
    if (token.length() > MAX_LENGTH) {
      return new Refused("The token is longer than %d characters".formatted(MAX_LENGTH));
    }
    try {
      SignedJWT jwt = parse(token);
      JWSHeader header = jwt.getHeader();
      String flaw = flaw(header);
      if (flaw != null) {
        return new Refused(flaw);
      }
      IssuerKey key = keys.find(new IssuerKey.Name(header.getKeyID(), header.getAlgorithm()));
      if (key == null) {
        return new UnknownKey();
      }
      return jwt.verify(key.verifier())
          ? rules.check(jwt.getJWTClaimsSet())
          : new Refused("The token's signature is not valid");
    } catch (ParseException | JOSEException _) {
      return new Refused("The token is not a signed JWT");
    }
  }

  /** The library expects no {@code null} where an object is due, but that is a parse error too. */
  private static SignedJWT parse(String token) throws ParseException {
    if (!COMPACT.matcher(token).matches()) {
      throw new ParseException("no compact serialization", 0);
    }
    try {
      return SignedJWT.parse(token);
    } catch (RuntimeException e) {
      throw new ParseException(e.toString(), 0);
    }
  }

  private static @Nullable String flaw(JWSHeader header) {
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      return "The token's alg is neither RS256 nor ES256";
    }
    if (!isType(header.getType())) {
      return "The token's typ is neither JWT nor at+jwt";
    }
    if (header.getKeyID() == null) {
      return "The token has no kid";
    }
    return null;
  }

  private static boolean isType(@Nullable JOSEObjectType type) {
    return type == null
        || TYPES.contains(
            type.getType().toLowerCase(Locale.ROOT).replaceFirst("^application/", ""));
  }

  @Override
  public CompletableFuture<Boolean> refresh() {
    return keys.refresh();
  }

  @Override
  public void close() {
    client.close();
    keys.close();
  }
}
