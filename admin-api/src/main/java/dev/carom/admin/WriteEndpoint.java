package dev.carom.admin;

import com.linecorp.armeria.server.ServiceRequestContext;

/** Makes the change that one kind of request asks for. May block. */
@FunctionalInterface
interface WriteEndpoint {

  /**
   * Makes a change.
   *
   * @param body the request's body, empty where none is expected
   * @throws ProblemException if it is refused, or not known everywhere
   */
  Reply answer(ServiceRequestContext ctx, byte[] body);
}
