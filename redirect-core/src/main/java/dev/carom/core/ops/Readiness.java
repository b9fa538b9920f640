package dev.carom.core.ops;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process can do its work: it can once it has {@linkplain #opened opened} all its parts
 * and none of their checks objects. Usable by any thread.
 */
public final class Readiness {

  private final ConcurrentMap<String, Supplier<@Nullable String>> checks =
      new ConcurrentHashMap<>();

  private final ConcurrentMap<String, Supplier<@Nullable String>> remarks =
      new ConcurrentHashMap<>();

  /** Makes the readiness of a process that is just starting. */
  public Readiness() {
    add("start", () -> "starting");
  }

  /** All parts are open: from now on their checks decide. */
  public void opened() {
    add("start", () -> null);
  }

  /**
   * Adds a check.
   *
   * @param name what is checked
   * @param objection returns why the process is not ready, or null if nothing is in the way; must
   *     not block
   */
  public void add(String name, Supplier<@Nullable String> objection) {
    checks.put(name, objection);
  }

  /**
   * Adds something that is worth knowing, though the process can do its work.
   *
   * @param name what it is about
   * @param remark returns what is to be said, or null if nothing is; must not block
   */
  public void remark(String name, Supplier<@Nullable String> remark) {
    remarks.put(name, remark);
  }

  /** Returns what is to be said, by name. */
  public Map<String, String> remarks() {
    return said(remarks);
  }

  /** Returns the checks that object, by name, with their reasons. */
  public Map<String, String> objections() {
    return said(checks);
  }

  private static Map<String, String> said(Map<String, Supplier<@Nullable String>> suppliers) {
    Map<String, String> said = new TreeMap<>();
    suppliers.forEach((name, supplier) -> {
      String text = supplier.get();
      if (text != null) {
        said.put(name, text);
      }
    });
    return said;
  }

  /** Returns the names of all checks, with what each objects, or "ok". */
  public Map<String, String> report() {
    Map<String, String> report = new TreeMap<>();
    checks.keySet().forEach(name -> report.put(name, "ok"));
    report.putAll(objections());
    return report;
  }
}
