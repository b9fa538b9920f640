package dev.carom.admin;

import dev.carom.admin.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the fields of one request, so that all of it is told at once. */
final class FieldErrors {

  /** A body may name thousands of unknown fields; nobody reads the rest. */
  private static final int MAX_REPORTED = 32;

  private final List<FieldError> errors = new ArrayList<>();
  private int leftOut;

  /** Adds what is wrong with a field of an object to what is wrong with that. */
  void addAll(String object, FieldErrors others) {
    others.errors.forEach(error -> add(object + "." + error.field(), error.detail()));
    leftOut += others.leftOut;
  }

  void add(String field, String detail) {
    if (errors.size() < MAX_REPORTED) {
      errors.add(new FieldError(field, detail));
    } else {
      leftOut++;
    }
  }

  /** Throws a {@link ProblemException} of this type if anything is wrong. */
  void throwIfAny(ProblemType type) {
    if (errors.isEmpty()) {
      return;
    }
    FieldError first = errors.getFirst();
    int others = errors.size() - 1 + leftOut;
    String detail =
        "%s: %s%s"
            .formatted(
                first.field(),
                first.detail(),
                others == 0 ? "" : " (and %d more; see errors)".formatted(others));
    throw new ProblemException(new Problem(type, detail, errors));
  }
}
