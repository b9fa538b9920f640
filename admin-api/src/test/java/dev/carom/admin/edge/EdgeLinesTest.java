package dev.carom.admin.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.edge.EdgeLine.Answered;
import dev.carom.admin.edge.EdgeLine.PassedOn;
import dev.carom.admin.edge.EdgeLine.Unreadable;
import dev.carom.core.click.Click;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeLogConfig;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeLinesTest {

  private static final Instant NOW = Instant.parse("2026-07-14T12:00:00Z");

  /** A line's values, as JSON, of a redirect that the edge has answered. */
  private static final Map<String, String> LINE =
      Map.of(
          "time", "\"2026-07-14T11:59:59.250Z\"",
          "host", "\"go.example\"",
          "path", "\"/abc\"",
          "method", "\"GET\"",
          "status", "302",
          "cache", "\"HIT\"");

  private static EdgeLines lines(Map<String, String> settings) {
    return new EdgeLines(
        Configuration.of(settings, List.of(EdgeLogConfig.class)).get(EdgeLogConfig.class),
        InstantSource.fixed(NOW));
  }

  private static EdgeLine readRaw(String json) {
    return lines(Map.of()).read(json.getBytes(UTF_8));
  }

  private static String json(Map<String, String> values) {
    StringBuilder json = new StringBuilder("{");
    values.forEach((name, value) ->
        json.append(json.length() > 1 ? "," : "").append("\"%s\":%s".formatted(name, value)));
    return json.append('}').toString();
  }

  /** Reads the line with one of its values changed, or left out if it is null. */
  private static EdgeLine read(String field, String json) {
    Map<String, String> line = new LinkedHashMap<>(LINE);
    line.put(field, json);
    return readRaw(json(line));
  }

  private static Answered answered(String field, String json) {
    EdgeLine line = read(field, json);
    assertThat(line).isInstanceOf(Answered.class);
    return (Answered) line;
  }

  private static void isUnreadable(EdgeLine line, @Nullable String field, String detail) {
    assertThat(line).isInstanceOf(Unreadable.class);
    assertThat(((Unreadable) line).field()).isEqualTo(field);
    assertThat(((Unreadable) line).detail()).contains(detail);
  }

  @Test
  void aWholeLineTellsWhatARedirectServerWouldHaveNoted() {
    EdgeLine line =
        readRaw(
            """
            {"time":1784030399.25,"host":"GO.Example.:8443","path":"/a%62c?utm=1#x","method":"HEAD",
             "status":"307","cache":"Stale","client":"2001:db8::1","agent":" Firefox/150 ",
             "referrer":"https://News.example:80/a?b","language":"de-AT,de;q=0.5","country":"at",
             "purpose":"prefetch;prerender","dnt":"0","gpc":"-","id":"r-1",
             "more":{"deep":[1,{"time":2}]}}
            """);
    assertThat(line)
        .isEqualTo(
            new Answered(
                Instant.parse("2026-07-14T11:59:59.250Z").toEpochMilli(),
                "go.example",
                "/abc",
                Click.HEAD | Click.PREFETCH,
                InetAddress.ofLiteral("2001:db8::1"),
                "Firefox/150",
                "news.example",
                "de-AT",
                "AT",
                true,
                "r-1"));
  }

  @Test
  void aLineNeedsNoMoreThanItsRequest() {
    assertThat(readRaw(json(LINE)))
        .isEqualTo(
            new Answered(
                Instant.parse("2026-07-14T11:59:59.250Z").toEpochMilli(),
                "go.example",
                "/abc",
                0,
                null,
                null,
                null,
                null,
                null,
                true,
                null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "agent", "referrer", "language", "country", "purpose", "id"})
  void nothingIsWrittenInFourWays(String field) {
    for (String nothing : List.of("\"\"", "\"-\"", "\" \"", "null")) {
      assertThat(read(field, nothing)).as(nothing).isEqualTo(readRaw(json(LINE)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"time", "host", "path", "method", "status", "cache"})
  void aLogOfAnotherFormIsToldFromOneWithoutHits(String field) {
    Map<String, String> line = new LinkedHashMap<>(LINE);
    line.remove(field);
    isUnreadable(readRaw(json(line)), field, "is required");
  }

  @ParameterizedTest
  @CsvSource({
    "method, POST", "method, get", "method, -", "status, 200", "status, 304", "status, 303",
    "status, 404", "status, 000", "status, -", "cache, MISS", "cache, -", "cache, ''",
    "cache, hi", "cache, xhit", "cache, HITPASS", "cache, HIT-SYNTH", "cache, expired"
  })
  void whatTheEdgeHasNotRedirectedIsPassedOn(String field, String value) {
    assertThat(read(field, '"' + value + '"')).isEqualTo(new PassedOn());
  }

  @Test
  void whatElseIsWrongWithALineThatDoesNotCountIsOfNoInterest() {
    assertThat(
            readRaw("{\"time\":[],\"method\":\"GET\",\"status\":302,\"cache\":\"MISS\",\"id\":{}}"))
        .isEqualTo(new PassedOn());
  }

  @ParameterizedTest
  @ValueSource(strings = {"301", "302", "307", "308", "\"301\"", "\" 302 \""})
  void allRedirectsCount(String status) {
    assertThat(read("status", status)).isInstanceOf(Answered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"302.0", "3e2", "-302", "\"found\"", "1234", "\"٣٠٢\""})
  void aStatusHasThreeDigits(String status) {
    isUnreadable(read("status", status), "status", "three digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hit", "HIT", "Hit from cloudfront", "stale", "UPDATING", "STALE-IF"})
  void hitsBeginWithOneOfTheWords(String cache) {
    assertThat(read("cache", '"' + cache + '"')).isInstanceOf(Answered.class);
  }

  @Test
  void otherEdgesHaveOtherWordsAndNames() {
    EdgeLines lines =
        lines(
            Map.of(
                "edge-logs.hits", "revalidated",
                "edge-logs.fields", "time=@timestamp path=übrig id=time"));
    String line =
        "{\"@timestamp\":\"2026-07-14T11:00:00Z\",\"übrig\":\"/x\",\"time\":7,\"host\":\"h\","
            + "\"method\":\"GET\",\"status\":302,\"cache\":\"Revalidated\"%s}";
    EdgeLine read = lines.read(line.formatted("").getBytes(UTF_8));
    assertThat(read).isInstanceOf(Answered.class);
    assertThat(((Answered) read).path()).isEqualTo("/x");
    assertThat(((Answered) read).id()).isEqualTo("7");
    assertThat(lines.read(line.replace("Rev", "hit rev").formatted("").getBytes(UTF_8)))
        .isEqualTo(new PassedOn());
    isUnreadable(
        lines.read(line.replace("/x", "x").formatted("").getBytes(UTF_8)), "übrig", "slash");
    isUnreadable(lines.read(line.formatted(",\"übrig\":1").getBytes(UTF_8)), "übrig", "given once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-07-14T13:59:59.25+02:00 | 2026-07-14T11:59:59.250Z",
        "2026-07-14t11:59:59.2509999z | 2026-07-14T11:59:59.250Z",
        "1784030399.25                | 2026-07-14T11:59:59.250Z",
        "1784030399                   | 2026-07-14T11:59:59Z",
        "1784030399.250999            | 2026-07-14T11:59:59.250Z",
        "1784030399250                | 2026-07-14T11:59:59.250Z",
        "1784030399250.9              | 2026-07-14T11:59:59.250Z",
        "1.78403039925E12             | 2026-07-14T11:59:59.250Z",
        "1784030399250999             | 2026-07-14T11:59:59.250Z",
        "1784030399250999999          | 2026-07-14T11:59:59.250Z",
        "2020-01-01T00:00:00Z         | 2020-01-01T00:00:00Z",
        "1577836800                   | 2020-01-01T00:00:00Z",
        "2026-07-14T12:05:00Z         | 2026-07-14T12:05:00Z",
      })
  void timesAreReadInEveryUnit(String time, Instant expected) {
    assertThat(answered("time", '"' + time + '"').timeMillis()).isEqualTo(expected.toEpochMilli());
    if (!time.contains("T") && !time.contains("t")) {
      assertThat(answered("time", time).timeMillis()).isEqualTo(expected.toEpochMilli());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2019-12-31T23:59:59.999Z",
        "1577836799.999",
        "1577836799999",
        "0",
        "1",
        "2026-07-14T12:05:00.001Z",
        "1784030700.001",
        "99999999999",
        "99999999999999999999",
        "1e20",
        "1e99",
        "9999-12-31T23:59:59Z",
        // 2^64 ms more than now: it must not come round.
        "1.8446745857739950866e25"
      })
  void theEdgeAnswersNeitherInThePastNorAhead(String time) {
    isUnreadable(read("time", '"' + time + '"'), "time", "after 2019");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "yesterday",
        "2026-07-14",
        "2026-07-14T11:59:59",
        "2026-07-14 11:59:59Z",
        "2026-02-30T11:59:59Z",
        "14/Jul/2026:11:59:59 +0000",
        "1e999999999",
        "1e-999999999",
        "-1784030399",
        "0x6A5",
        "NaN",
        "Infinity",
        "1784030399d",
        "١٧٨٤٠٣٠٣٩٩",
        "111111111111111111111111111111111111111111",
        "+1000000000-01-01T00:00:00Z"
      })
  void whatIsNoTimeIsRefused(String time) {
    isUnreadable(read("time", '"' + time + '"'), "time", "");
    isUnreadable(read("time", "[]"), "time", "a string or a number");
  }

  @ParameterizedTest
  @CsvSource({
    "GO.example, go.example",
    "go.example:80, go.example",
    "go.example., go.example",
    "go.example.:443, go.example",
    "go.example:, go.example",
    "[::1]:80, [::1]",
    "[::1], [::1]",
    "go.example:x, go.example:x",
    "-, ''",
    "'', ''"
  })
  void hostsAreAsDomainsHaveThem(String host, String expected) {
    assertThat(answered("host", '"' + host + '"').host()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/abc, /abc",
    "/abc?x=%zz, /abc",
    "/abc#f, /abc",
    "/%61%2Fb, /a/b",
    "/a%3Fb, /a?b",
    "/%c3%a9, /Ã©",
    "/é, /Ã©",
    "//x, //x",
    "https://h2/x?y, /x",
    "/%2561, /%61"
  })
  void pathsAreReadAsRedirectServersDo(String path, String expected) {
    assertThat(answered("path", '"' + path + '"').path()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "abc", "*", "?x", "http://", "http:///x", "ftp://h/x"})
  void aPathBeginsWithASlash(String path) {
    isUnreadable(read("path", '"' + path + '"'), "path", "slash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%4", "/a%4", "/%g0", "/%0g", "/%-1", "/%%41"})
  void brokenEscapesAreRefused(String path) {
    isUnreadable(read("path", '"' + path + '"'), "path", "escape");
  }

  @Test
  void anAbsoluteFormNamesTheHost() {
    assertThat(answered("path", "\"HTTP://Other.example:80/x\"").host()).isEqualTo("other.example");
    assertThat(answered("path", "\"http://other.example?x\"").path()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
    "::ffff:192.0.2.1, 192.0.2.1"
  })
  void clientsAreAddresses(String client, String expected) {
    assertThat(answered("client", '"' + client + '"').client())
        .isEqualTo(InetAddress.ofLiteral(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "example.com",
        "192.0.2.1:80",
        "fe80::1%eth0",
        "fe80::1%1",
        "::1%0",
        "unix:",
        "192.0.2.256",
        "1.2.3.4, 5.6.7.8",
        "\\u0000"
      })
  void nobodyIsAskedForAnAddress(String client) {
    isUnreadable(read("client", '"' + client + '"'), "client", "IP address");
  }

  @ParameterizedTest
  @CsvSource({
    "https://News.Example/a, news.example",
    "https://news.example, news.example",
    "http://news.example:81/, news.example",
    "android-app://com.example.app/x, com.example.app",
    "//news.example?x, news.example",
    "https://user@h/, user",
    "about:blank,",
    "https:///x,",
    "https:/x,",
    "news,",
    "/,",
  })
  void referrersAreHosts(String referrer, String expected) {
    assertThat(answered("referrer", '"' + referrer + '"').referrer()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"'de,en', de", "de;q=1, de", "de-AT, de-AT", "*, *", "',de',", "';q=1',"})
  void theFirstLanguageIsKept(String languages, String expected) {
    assertThat(answered("language", '"' + languages + '"').language()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"at, AT", "AT, AT", "T1,", "AUT,", "A,", "ßß,", "Ôl,"})
  void countriesHaveTwoLetters(String country, String expected) {
    assertThat(answered("country", '"' + country + '"').country()).isEqualTo(expected);
  }

  @Test
  void textsAreCutToWhatIsKept() {
    assertThat(answered("agent", '"' + "a".repeat(600) + '"').agent()).isEqualTo("a".repeat(512));
    assertThat(answered("agent", '"' + "a".repeat(511) + "é\"").agent()).isEqualTo("a".repeat(511));
    assertThat(answered("referrer", "\"http://" + "a".repeat(300) + '"').referrer()).hasSize(255);
    assertThat(answered("language", '"' + "a".repeat(50) + '"').language()).hasSize(35);
    assertThat(answered("id", '"' + "a".repeat(200) + '"').id()).hasSize(200);
    isUnreadable(read("id", '"' + "a".repeat(201) + '"'), "id", "at most 200");
  }

  @Test
  void idsMayBeNumbers() {
    assertThat(answered("id", "1234567890123456789012345").id())
        .isEqualTo("1234567890123456789012345");
  }

  @ParameterizedTest
  @CsvSource({
    "prefetch, true",
    "preview, true",
    "prerender;x, true",
    "pr, false",
    "Prefetch, false"
  })
  void prefetchesAreToldAsByRedirectServers(String purpose, boolean prefetch) {
    assertThat(answered("purpose", '"' + purpose + '"').flags())
        .isEqualTo(prefetch ? Click.PREFETCH : 0);
  }

  @Test
  void headIsFlagged() {
    assertThat(answered("method", "\"HEAD\"").flags()).isEqualTo(Click.HEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dnt", "gpc"})
  void whoAsksNotToBeRecognisedIsNot(String field) {
    assertThat(answered(field, "\"1\"").recognised()).isFalse();
    assertThat(answered(field, "1").recognised()).isFalse();
    assertThat(answered(field, "\"0\"").recognised()).isTrue();
    assertThat(answered(field, "\"11\"").recognised()).isTrue();
  }

  @Test
  void bytesAreTheSameHoweverTheyAreWritten() {
    String bytes = new String("é€😀".getBytes(UTF_8), ISO_8859_1);
    StringBuilder asVarnish = new StringBuilder();
    bytes.chars().forEach(c -> asVarnish.append("\\u%04x".formatted(c)));
    assertThat(answered("agent", "\"é€😀\"").agent()).isEqualTo(bytes);
    assertThat(answered("agent", '"' + asVarnish.toString() + '"').agent()).isEqualTo(bytes);
    assertThat(answered("agent", "\"€\\ud83d\\ude00\"").agent()).isEqualTo(bytes.substring(2));
    assertThat(answered("agent", "\"\\u20ac\"").agent()).isEqualTo(bytes.substring(2, 5));
  }

  @Test
  void nobodyHidesBehindWhatIsNoText() {
    assertThat(answered("agent", "\"a\\ud800b\"").agent()).isEqualTo("a?b");
    assertThat(answered("agent", "\"a\\u0000b\"").agent()).isEqualTo("a b");
    assertThat(answered("id", "\"a\\u0000b\"").id()).isEqualTo("a b");
    String line = json(LINE).replace("{", "{\"agent\":\"a\u00FFb\",");
    EdgeLine read = lines(Map.of()).read(line.getBytes(ISO_8859_1));
    assertThat(read).isInstanceOf(Answered.class);
    assertThat(((Answered) read).agent()).isEqualTo("a\u00EF\u00BF\u00BDb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "{}", "[\"1\"]", "{\"a\":{\"b\":[]}}"})
  void fieldsAreStringsOrNumbers(String value) {
    for (String field :
        List.of("client", "agent", "referrer", "language", "country", "purpose", "dnt", "id")) {
      isUnreadable(read(field, value), field, "must be a string or a number");
    }
    isUnreadable(read("cache", value), "cache", "must be a string or a number");
  }

  @Test
  void fieldsAreGivenOnce() {
    String line = json(LINE);
    isUnreadable(readRaw(line.replace("{", "{\"host\":\"h\",")), "host", "must be given once");
    isUnreadable(readRaw(line.replace("{", "{\"host\":null,")), "host", "must be given once");
    isUnreadable(readRaw(line.replace("{", "{\"x\":1,\"x\":2,")), "x", "must be given once");
    isUnreadable(readRaw(line.replace("{", "{\"x\":{},\"x\":[],")), "x", "must be given once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\r",
        "null",
        "[]",
        "1",
        "\"x\"",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\u0000\"}",
        "\u0000",
        "{\"a\":\"\\ud8\"}",
        "{\"a\":\"\\x41\"}",
        "<html>",
        "192.0.2.1 - - [x] \"GET / HTTP/1.1\""
      })
  void whatIsNoJsonObjectIsRefused(String line) {
    isUnreadable(readRaw(line), null, "JSON");
  }

  @Test
  void hugeThingsAreRefusedOrPassedOverWithoutComputing() {
    isUnreadable(readRaw("{\"a\":" + "[".repeat(100_000)), null, "nests");
    isUnreadable(readRaw("{\"a\":".repeat(100_000)), null, "nests");
    isUnreadable(readRaw("{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}"), null, "nests");
    isUnreadable(readRaw("{\"a\":" + "9".repeat(100_000) + "}"), null, "JSON");
    assertThat(read("more", "1e999999999")).isInstanceOf(Answered.class);
    isUnreadable(read("time", "1e999999999"), "time", "RFC 3339");
    isUnreadable(read("time", "1e-999999999"), "time", "RFC 3339");
    assertThat(answered("agent", '"' + "x".repeat(1_000_000) + '"').agent()).hasSize(512);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyBytesAreReadAsSomething(long seed) {
    Random random = new Random(seed);
    EdgeLines lines = lines(Map.of());
    byte[] line = json(LINE).getBytes(UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = line.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThat(lines.read(damaged))
          .as(() -> "seed %d: %s".formatted(seed, new String(damaged, ISO_8859_1)))
          .isNotNull();
    }
  }
}
