package dev.carom.admin.edge;

import java.util.ArrayList;
import java.util.List;

/** The keys of objects, as many at a time as one request takes. */
final class Batches {

  private Batches() {}

  static List<List<String>> of(List<EdgeObject> objects, int size) {
    List<String> keys = objects.stream().map(EdgeObject::key).distinct().toList();
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += size) {
      batches.add(keys.subList(from, Math.min(keys.size(), from + size)));
    }
    return batches;
  }
}
