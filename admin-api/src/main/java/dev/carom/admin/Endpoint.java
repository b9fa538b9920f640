package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Answers one kind of request. May block. */
@FunctionalInterface
interface Endpoint {

  /**
   * Answers one request.
   *
   * @param body the request's body, empty where none is expected
   */
  HttpResponse answer(ServiceRequestContext ctx, byte[] body);
}
