package dev.carom.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.carom.admin.BlocklistRoutes.EntryJson;
import dev.carom.admin.DomainRoutes.DomainJson;
import dev.carom.admin.EdgePurges.Settled;
import dev.carom.admin.WorkspaceRoutes.WorkspaceJson;
import dev.carom.core.change.Propagation;
import org.jspecify.annotations.Nullable;

/**
 * What a change is answered with, but for its status, which is usually its route's.
 *
 * @param location where that is which was changed
 * @param data what was changed, as it is sent
 * @param meta what is said of the change besides, or null if nothing is
 * @param found whether it was there already, and nothing was made
 */
record Reply(String location, Object data, @Nullable Meta meta, boolean found) {

  /**
   * What is said of a change beside what was changed.
   *
   * @param propagation how far it has come
   * @param edge how it stands at the edge, or null if the edge had nothing of it
   */
  record Meta(Propagation propagation, @JsonInclude(Include.NON_NULL) @Nullable String edge) {

    static final String PENDING = "pending";

    static Meta of(Propagation propagation) {
      return new Meta(propagation, null);
    }

    static Meta of(Propagation propagation, Settled settled) {
      String edge =
          switch (settled) {
            case NOT_THERE -> null;
            case PURGED -> "purged";
            case PENDING -> PENDING;
          };
      return new Meta(propagation, edge);
    }
  }

  /** What is said of a link that was not minted, for it was there already. */
  record FoundMeta(boolean reused) {}

  private Reply(String location, Object data, @Nullable Meta meta) {
    this(location, data, meta, false);
  }

  static Reply of(LinkJson link, @Nullable Meta meta) {
    return new Reply(LinkRoutes.LINKS + "/" + link.id(), link, meta);
  }

  static Reply found(LinkJson link) {
    return new Reply(LinkRoutes.LINKS + "/" + link.id(), link, null, true);
  }

  static Reply of(DomainJson domain, Meta meta) {
    return new Reply(DomainRoutes.DOMAINS + "/" + domain.host(), domain, meta);
  }

  static Reply of(EntryJson entry, Meta meta) {
    return new Reply(BlocklistRoutes.BLOCKLIST + "/" + entry.id(), entry, meta);
  }

  static Reply of(KeyJson key) {
    return new Reply(KeyRoutes.KEYS + "/" + key.id(), key, null);
  }

  static Reply of(WorkspaceJson workspace) {
    return new Reply(WorkspaceRoutes.WORKSPACES + "/" + workspace.id(), workspace, null);
  }

  /** Whether it has what is sent once, and never kept. */
  boolean hasSecret() {
    return data instanceof KeyJson key && key.key() != null;
  }

  /**
   * Returns the status.
   *
   * @param usual its route's
   */
  HttpStatus status(HttpStatus usual) {
    return found ? HttpStatus.OK : usual;
  }

  /** Where that is which was made, or null if its route's status says that nothing was. */
  @Nullable String location(HttpStatus usual) {
    return status(usual).equals(HttpStatus.CREATED) ? location : null;
  }

  Object body() {
    if (found) {
      return new Json.Envelope<>(data, new FoundMeta(true));
    }
    return meta == null ? Json.envelope(data) : new Json.Envelope<>(data, meta);
  }

  /** Returns the answer of a route with a usual status. */
  HttpResponse respond(HttpStatus usual) {
    Long version = data instanceof LinkJson link ? link.version() : null;
    return Json.respond(headers(status(usual), location(usual), version).build(), body());
  }

  /**
   * The header fields of an answer to a change.
   *
   * @param version of a link, or null if it is something else
   */
  static ResponseHeadersBuilder headers(
      HttpStatus status, @Nullable String location, @Nullable Long version) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(status).contentType(MediaType.JSON);
    if (location != null) {
      headers.set(HttpHeaderNames.LOCATION, location);
    }
    if (version != null) {
      headers.set(HttpHeaderNames.ETAG, LinkVersion.tag(version));
    }
    return headers;
  }
}
