package dev.carom.admin.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.carom.admin.oidc.Verdict.Admitted;
import dev.carom.admin.oidc.Verdict.NoRole;
import dev.carom.admin.oidc.Verdict.NoWorkspace;
import dev.carom.admin.oidc.Verdict.Refused;
import dev.carom.core.access.Role;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * What a token has to say whose signature is valid (RFC 7519, section 4.1).
 *
 * @param issuer who has to have issued it
 * @param audience whom it has to be meant for
 */
record ClaimRules(
    String issuer,
    String audience,
    RoleClaim roleClaim,
    WorkspaceClaim workspaceClaim,
    InstantSource clock) {

  /** By how much the issuer's clock and ours may differ. */
  static final Duration SKEW = Duration.ofSeconds(30);

  /** How long OpenID Connect Core 1.0, section 2, lets a subject be. */
  private static final int MAX_SUBJECT = 255;

  /** Binds a token to a key that whoever shows it has to prove to have (RFC 7800). */
  private static final String CONFIRMATION = "cnf";

  Verdict check(JWTClaimsSet claims) {
    if (!issuer.equals(claims.getIssuer())) {
      return new Refused("The token's iss is not the issuer that is trusted here");
    }
    if (!claims.getAudience().contains(audience)) {
      return new Refused("The token's aud does not name this API");
    }
    Date expiresAt = claims.getExpirationTime();
    if (expiresAt == null) {
      return new Refused("The token has no exp");
    }
    Instant now = clock.instant();
    if (!now.minus(SKEW).isBefore(expiresAt.toInstant())) {
      return new Refused("The token has expired; get a new one");
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.plus(SKEW).isBefore(notBefore.toInstant())) {
      return new Refused("The token is not valid yet");
    }
    if (claims.getClaim(CONFIRMATION) != null) {
      return new Refused("The token is bound to a key (cnf), of which there is no proof here");
    }
    String subject = subject(claims);
    if (subject == null) {
      return new Refused("The token has no sub, or one that is no line of plain text");
    }
    Role role = roleClaim.role(claims.getClaims());
    if (role == null) {
      return new NoRole(
          "No value of the token's claim %s gives a role".formatted(roleClaim.claim().name()));
    }
    Integer workspace = workspaceClaim.workspace(claims.getClaims());
    return workspace == null
        ? new NoWorkspace("The token names no workspace, or several")
        : new Admitted(subject, role, workspace);
  }

  /** What is done is noted as theirs, for people to read. */
  private static @Nullable String subject(JWTClaimsSet claims) {
    try {
      return claims.getSubject() == null ? null : PlainText.line(claims.getSubject(), MAX_SUBJECT);
    } catch (InvalidValueException _) {
      return null;
    }
  }
}
