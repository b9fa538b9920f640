package dev.carom.core.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The OpenID provider whose tokens open the admin API, if there is one. */
@Section(
    title = "Sign-on",
    doc = "Tokens of an OpenID provider, which open the admin API as API keys do.")
public record OidcConfig(
    @Key(
            name = "admin.oidc.issuer",
            defaultValue = "",
            doc =
                "The provider, as the `iss` of its tokens names it, such as"
                    + " `https://id.example/realms/main`: https, or on this machine. Its keys are"
                    + " found by its `/.well-known/openid-configuration`. Empty: no token is"
                    + " accepted.")
        String issuer,
    @Key(
            name = "admin.oidc.audience",
            defaultValue = "",
            doc = "What the `aud` of a token has to name: what this API is called at the provider.")
        String audience,
    @Key(
            name = "admin.oidc.role-claim",
            defaultValue = "roles",
            doc =
                "The claim that says what somebody is: a string, or a list of strings. One within"
                    + " others is named by its path: `realm_access.roles`.")
        String roleClaim,
    @Key(
            name = "admin.oidc.admin-values",
            defaultValue = "carom-admin",
            doc = "Values of the claim that make an admin, separated by commas.")
        String adminValues,
    @Key(
            name = "admin.oidc.editor-values",
            defaultValue = "carom-editor",
            doc = "Values of the claim that make an editor, separated by commas.")
        String editorValues,
    @Key(
            name = "admin.oidc.viewer-values",
            defaultValue = "carom-viewer",
            doc = "Values of the claim that make a viewer, separated by commas.")
        String viewerValues,
    @Key(
            name = "admin.oidc.workspace-claim",
            defaultValue = "",
            doc =
                "The claim that says for which workspace somebody works, by its number: one, as a"
                    + " string, a number or a list of one. A token without it is refused, and so"
                    + " is one of a workspace that there is not. Empty: everybody works for"
                    + " workspace 1.")
        String workspaceClaim)
    implements ComponentConfig {

  private static final String ISSUER = "admin.oidc.issuer";

  public OidcConfig {
    if (!issuer.isEmpty()) {
      Check.that(
          isIssuer(issuer),
          ISSUER,
          "must be an https URL, or an http URL on this machine, without query and fragment");
      Check.that(
          !audience.isEmpty(), "admin.oidc.audience", "must be set where admin.oidc.issuer is");
    }
    Check.that(
        audience.isEmpty() || !issuer.isEmpty(),
        ISSUER,
        "must be set where admin.oidc.audience is");
    Check.that(
        workspaceClaim.isEmpty() || !issuer.isEmpty(),
        ISSUER,
        "must be set where admin.oidc.workspace-claim is");
    values("admin.oidc.admin-values", adminValues);
    values("admin.oidc.editor-values", editorValues);
    values("admin.oidc.viewer-values", viewerValues);
  }

  private static boolean isIssuer(String text) {
    try {
      URI url = new URI(text);
      return isTrustworthy(url) && url.getRawQuery() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /** Whether what a URL answers cannot be changed on its way: https, or on this machine. */
  public static boolean isTrustworthy(URI url) {
    return url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && isLoopback(url.getHost())));
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** Whether tokens are accepted. */
  public boolean isOn() {
    return !issuer.isEmpty();
  }

  /** The values of the claim that make an admin. */
  public Set<String> admins() {
    return values("admin.oidc.admin-values", adminValues);
  }

  /** The values of the claim that make an editor. */
  public Set<String> editors() {
    return values("admin.oidc.editor-values", editorValues);
  }

  /** The values of the claim that make a viewer. */
  public Set<String> viewers() {
    return values("admin.oidc.viewer-values", viewerValues);
  }

  private static Set<String> values(String key, String text) {
    Set<String> values =
        Stream.of(text.split(",", -1)).map(String::strip).collect(Collectors.toUnmodifiableSet());
    Check.that(!values.contains(""), key, "must be values, separated by commas");
    return values;
  }
}
