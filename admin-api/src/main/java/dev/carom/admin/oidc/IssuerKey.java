package dev.carom.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key of an issuer's, for one algorithm alone: whoever else chose the algorithm, as a token's
 * header would, could have a public key taken for a shared secret.
 */
record IssuerKey(Name name, JWSVerifier verifier) {

  private static final int MIN_RSA_BITS = 2048;

  /** Larger ones only cost time. */
  private static final int MAX_RSA_BITS = 8192;

  /** By which a token's header names it. */
  record Name(String id, JWSAlgorithm algorithm) {}

  /**
   * Reads the keys of a JWK set that signatures of tokens can be checked with; others are passed
   * over.
   */
  static Map<Name, IssuerKey> readAll(String set) throws ParseException, JOSEException {
    Map<Name, IssuerKey> keys = new HashMap<>();
    for (JWK jwk : JWKSet.parse(set).getKeys()) {
      IssuerKey key = jwk.getKeyID() != null && isForSignatures(jwk) ? of(jwk) : null;
      if (key != null && isFor(jwk, key.name.algorithm)) {
        keys.putIfAbsent(key.name, key);
      }
    }
    return Map.copyOf(keys);
  }

  private static @Nullable IssuerKey of(JWK jwk) throws JOSEException {
    return switch (jwk) {
      case RSAKey rsa when rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS ->
          new IssuerKey(
              new Name(rsa.getKeyID(), JWSAlgorithm.RS256),
              new RSASSAVerifier(rsa.toRSAPublicKey()));
      case ECKey ec when ec.getCurve().equals(Curve.P_256) ->
          new IssuerKey(
              new Name(ec.getKeyID(), JWSAlgorithm.ES256), new ECDSAVerifier(ec.toECPublicKey()));
      default -> null;
    };
  }

  private static boolean isForSignatures(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  private static boolean isFor(JWK jwk, JWSAlgorithm algorithm) {
    return jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm);
  }
}
