/**
 * Tokens of an OpenID provider, which open the API as its own keys do. {@link
 * dev.carom.admin.oidc.Tokens} is what the API asks; {@code OidcTokens} is it where a provider is
 * configured, {@code IssuerKeys} what is known of the provider's keys.
 */
@NullMarked
package dev.carom.admin.oidc;

import org.jspecify.annotations.NullMarked;
