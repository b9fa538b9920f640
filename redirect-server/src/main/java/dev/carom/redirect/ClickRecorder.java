package dev.carom.redirect;

import dev.carom.core.click.Click;
import dev.carom.core.click.ClickJournal;
import dev.carom.core.click.ClickText;
import dev.carom.core.click.ClickWriter;
import dev.carom.core.click.Visitors;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import dev.carom.redirect.FollowerFields.Name;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notes every click in the journal before it is answered: of each request that a link, or the lack
 * of one, was found for. On the hot path: it copies a few ranges of the request to memory that
 * outlives the process, and allocates nothing once it knows the connection.
 *
 * <p>Requests for codes that no link has are noted too, by code, but no more than some in a second:
 * whoever tries codes at random must not fill the journal.
 */
final class ClickRecorder implements FollowListener {

  /**
   * An address as two words, of which the second half of IPv6, or all of IPv4, is the low one, and
   * where it is.
   */
  private record Address(long high, long low, Place place) {

    private static final Address NONE = new Address(0, 0, Place.UNKNOWN);

    private static Address of(@Nullable InetAddress address, Places places) {
      if (address == null) {
        return NONE;
      }
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      return bytes.remaining() == Integer.BYTES
          ? new Address(0, bytes.getInt(), places.of(address))
          : new Address(bytes.getLong(), bytes.getLong(), places.of(address));
    }
  }

  private static final AttributeKey<Address> ADDRESS =
      AttributeKey.valueOf(ClickRecorder.class, "ADDRESS");

  private static final byte[] EMPTY = {};

  /** How many of each event loop's requests for codes without a link are noted in a second. */
  private static final int ORPHANS_A_SECOND = 100;

  /** An event loop's own. */
  private static final class Notes {

    private final ClickWriter writer;
    private long second;
    private int orphans;

    private Notes(ClickWriter writer) {
      this.writer = writer;
    }

    private boolean hasRoomForOrphan(long nowMillis) {
      if (nowMillis / 1000 != second) {
        second = nowMillis / 1000;
        orphans = 0;
      }
      return ++orphans <= ORPHANS_A_SECOND;
    }
  }

  private final ClickJournal journal;
  private final Visitors visitors;
  private final ClientAddresses addresses;
  private final Places places;
  private final boolean knowsPlaces;
  private final boolean honorDoNotTrack;
  private final InstantSource clock;
  private final Counter passedOver;
  private final AtomicInteger nextWriter = new AtomicInteger();

  private final FastThreadLocal<Notes> notes =
      new FastThreadLocal<>() {
        @Override
        protected Notes initialValue() {
          return new Notes(journal.writer(nextWriter.getAndIncrement()));
        }
      };

  /**
   * @param journal has a writer for each event loop
   * @param registry counts the requests that are not noted
   * @param honorDoNotTrack whether whoever does not want to be recognised is not
   */
  ClickRecorder(
      ClickJournal journal,
      Visitors visitors,
      ClientAddresses addresses,
      Places places,
      boolean honorDoNotTrack,
      MeterRegistry registry,
      InstantSource clock) {
    this.journal = journal;
    this.visitors = visitors;
    this.addresses = addresses;
    this.places = places;
    this.knowsPlaces = !places.equals(Places.NONE);
    this.honorDoNotTrack = honorDoNotTrack;
    this.clock = clock;
    this.passedOver =
        Counter.builder("carom.clicks.passed.over")
            .description("Requests for codes without a link that were too many to be noted")
            .register(registry);
  }

  @Override
  public void followed(
      Channel channel,
      CodeKey code,
      Resolution resolution,
      int status,
      FollowerFields fields,
      boolean head) {
    switch (resolution) {
      case Found found -> note(channel, notes.get(), found.id(), null, fields, head);
      case Missing _, Gone _, Blocked _ -> {
        Notes own = notes.get();
        if (own.hasRoomForOrphan(clock.millis())) {
          note(channel, own, Click.NO_LINK, code, fields, head);
        } else {
          passedOver.increment();
        }
      }
      case Unavailable _ -> {
        // Nobody got anywhere, nor was told that there is nothing: they will come again.
      }
    }
  }

  private void note(
      Channel channel,
      Notes own,
      long link,
      @Nullable CodeKey code,
      FollowerFields fields,
      boolean head) {
    ClickWriter writer = own.writer;
    long now = clock.millis();
    boolean recognised = !asksNotToBe(fields);
    Address address = recognised || knowsPlaces ? address(channel, fields) : Address.NONE;
    long visitor = recognised ? visitor(address, fields, now) : Click.NOBODY;
    if (writer.begin(now, link, visitor, fields.flags(head))) {
      text(writer, ClickText.AGENT, fields, Name.USER_AGENT);
      if (fields.has(Name.REFERER)) {
        referrer(writer, fields);
      }
      if (fields.has(Name.ACCEPT_LANGUAGE)) {
        language(writer, fields);
      }
      place(channel, writer, fields, address.place);
      if (code != null) {
        writer.text(ClickText.CODE, code.bytes(), code.from(), code.to());
      }
      writer.end();
    }
  }

  private boolean asksNotToBe(FollowerFields fields) {
    return honorDoNotTrack && (isOne(fields, Name.DNT) || isOne(fields, Name.SEC_GPC));
  }

  private long visitor(Address address, FollowerFields fields, long now) {
    boolean silent = !fields.has(Name.USER_AGENT);
    return visitors.hash(
        now,
        address.high,
        address.low,
        silent ? EMPTY : fields.bytes(),
        silent ? 0 : fields.from(Name.USER_AGENT),
        silent ? 0 : fields.to(Name.USER_AGENT));
  }

  private Address address(Channel channel, FollowerFields fields) {
    if (addresses.differByRequest()) {
      return Address.of(addresses.of(channel, fields), places);
    }
    var known = channel.attr(ADDRESS);
    Address address = known.get();
    if (address == null) {
      address = Address.of(addresses.of(channel, fields), places);
      known.set(address);
    }
    return address;
  }

  /**
   * Notes the country that a proxy has told, which saw the follower itself, else the address's; and
   * the address's city, unless that is in another country than the proxy has told.
   */
  private void place(Channel channel, ClickWriter writer, FollowerFields fields, Place place) {
    boolean told =
        fields.has(Name.COUNTRY)
            && fields.from(Name.COUNTRY) < fields.to(Name.COUNTRY)
            && addresses.mayTell(channel);
    if (told) {
      text(writer, ClickText.COUNTRY, fields, Name.COUNTRY);
    } else {
      text(writer, ClickText.COUNTRY, place.country());
    }
    if (!told || isCountry(fields, place.country())) {
      text(writer, ClickText.CITY, place.city());
    }
  }

  private static boolean isCountry(FollowerFields fields, byte[] country) {
    return Arrays.equals(
        fields.bytes(),
        fields.from(Name.COUNTRY),
        fields.to(Name.COUNTRY),
        country,
        0,
        country.length);
  }

  private static void text(ClickWriter writer, ClickText kind, byte[] bytes) {
    if (bytes.length > 0) {
      writer.text(kind, bytes, 0, bytes.length);
    }
  }

  private static void text(ClickWriter writer, ClickText kind, FollowerFields from, Name name) {
    if (from.has(name)) {
      writer.text(kind, from.bytes(), from.from(name), from.to(name));
    }
  }

  /** Notes the host alone: what follows it may tell more than anybody should keep. */
  private static void referrer(ClickWriter writer, FollowerFields fields) {
    byte[] bytes = fields.bytes();
    int end = fields.to(Name.REFERER);
    int from = fields.from(Name.REFERER);
    while (from < end && bytes[from] != '/') {
      from++;
    }
    if (from + 1 >= end || bytes[from + 1] != '/') {
      return;
    }
    from += 2;
    int to = from;
    while (to < end && isHostCharacter(bytes[to])) {
      to++;
    }
    if (to > from) {
      writer.text(ClickText.REFERRER, bytes, from, to);
    }
  }

  private static boolean isHostCharacter(byte b) {
    return b != '/' && b != '?' && b != '#' && b != ':' && b != '@';
  }

  /** Notes the first one, which is the one that is liked best by all clients known. */
  private static void language(ClickWriter writer, FollowerFields fields) {
    byte[] bytes = fields.bytes();
    int from = fields.from(Name.ACCEPT_LANGUAGE);
    int end = fields.to(Name.ACCEPT_LANGUAGE);
    int to = from;
    while (to < end && bytes[to] != ',' && bytes[to] != ';') {
      to++;
    }
    if (to > from) {
      writer.text(ClickText.LANGUAGE, bytes, from, to);
    }
  }

  private static boolean isOne(FollowerFields fields, Name name) {
    return fields.has(name)
        && fields.to(name) - fields.from(name) == 1
        && fields.bytes()[fields.from(name)] == '1';
  }
}
