package dev.carom.redirect;

import dev.carom.core.click.ClickText;
import org.jspecify.annotations.Nullable;

/** Where an address is, in the bytes that a click keeps of it. Immutable: nobody changes them. */
final class Place {

  static final Place UNKNOWN = new Place(new byte[0], new byte[0]);

  private static final int ISO_LETTERS = 2;

  private final byte[] country;
  private final byte[] city;

  private Place(byte[] country, byte[] city) {
    this.country = country;
    this.city = city;
  }

  /**
   * @param country its code; what is none of ISO 3166 counts as not known
   * @param city its name
   */
  static Place of(@Nullable String country, @Nullable String city) {
    return new Place(
        country == null || country.length() != ISO_LETTERS
            ? UNKNOWN.country
            : ClickText.COUNTRY.utf8(country),
        city == null ? UNKNOWN.city : ClickText.CITY.utf8(city));
  }

  /** Two letters, or none if it is not known. */
  byte[] country() {
    return country;
  }

  /** A name in UTF-8, empty if it is not known. */
  byte[] city() {
    return city;
  }
}
