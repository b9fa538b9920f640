package dev.carom.core.postgres;

import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The versions of links that were minted. The change that a minting is gets its number at commit,
 * so it is read after it.
 */
record MintedVersions(Database database) {

  /** Returns the outcomes with versions; those that cannot be read remain 0. */
  List<Minted> of(List<Minted> minted) {
    Long[] ids =
        minted.stream()
            .filter(MintedVersions::isNumbered)
            .map(outcome -> ((Minted.Created) outcome).link().id())
            .toArray(Long[]::new);
    if (ids.length == 0) {
      return minted;
    }
    Map<Long, Long> versions;
    try {
      versions =
          database.call(
              "versions of minted links could not be read", connection -> read(connection, ids));
    } catch (StoreException _) {
      // The links exist: to say otherwise would have them minted twice.
      return minted;
    }
    return minted.stream().map(outcome -> with(versions, outcome)).toList();
  }

  private static boolean isNumbered(Minted outcome) {
    return outcome instanceof Minted.Created created && created.numbered();
  }

  private static Minted with(Map<Long, Long> versions, Minted outcome) {
    return switch (outcome) {
      case Minted.Created(Link link, boolean numbered) ->
          new Minted.Created(with(versions, link), numbered);
      case Minted.Found(Link link) -> new Minted.Found(with(versions, link));
      case Minted.CodeTaken _, Minted.NoSuchDomain _, Minted.TargetRefused _ -> outcome;
    };
  }

  private static Link with(Map<Long, Long> versions, Link link) {
    return link.withVersion(versions.getOrDefault(link.id(), link.version()));
  }

  private static Map<Long, Long> read(Connection connection, Long[] ids) throws SQLException {
    Map<Long, Long> versions = new HashMap<>(ids.length * 2);
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id, version FROM link WHERE id = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("bigint", ids));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          versions.put(row.getLong("id"), row.getLong("version"));
        }
      }
    }
    return versions;
  }
}
