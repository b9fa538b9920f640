package dev.carom.admin;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** How JSON is written and read here: properties in their records' order, and nesting bounded. */
final class Json {

  /** Nothing that we accept nests at all; what is refused for it shall be refused in words. */
  private static final int MAX_NESTING = 16;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private Json() {}

  /** The frame of every answer that is no problem. */
  record Envelope<D, M>(D data, M meta) {}

  /** A meta that says nothing. */
  record NoMeta() {}

  static <D> Envelope<D, NoMeta> envelope(D data) {
    return new Envelope<>(data, new NoMeta());
  }

  static <D, M> Envelope<List<D>, M> envelope(List<D> data, M meta) {
    return new Envelope<>(data, meta);
  }

  static HttpResponse ok(Object body) {
    return respond(
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.JSON).build(), body);
  }

  static HttpResponse respond(ResponseHeaders headers, Object body) {
    return HttpResponse.of(headers, HttpData.wrap(bytes(body)));
  }

  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }
}
