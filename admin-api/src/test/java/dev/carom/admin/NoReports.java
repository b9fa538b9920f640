package dev.carom.admin;

import dev.carom.core.Stores.Reports;
import dev.carom.core.click.ClickArchive;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.SingleClick;
import dev.carom.core.event.EventFeed;
import java.util.List;

/** For a server that nobody asks about clicks. */
final class NoReports implements ClickStats, ClickArchive, EventFeed {

  static Reports create() {
    NoReports none = new NoReports();
    return new Reports(none, none, none);
  }

  private static AssertionError asked() {
    return new AssertionError("somebody asks about clicks");
  }

  @Override
  public Counts count(ClickStats.Query query) {
    throw asked();
  }

  @Override
  public Breakdown breakDown(ClickStats.Query query, Dimension dimension, int limit) {
    throw asked();
  }

  @Override
  public Breakdown orphans(ClickStats.Query query, int limit) {
    throw asked();
  }

  @Override
  public List<SingleClick> find(ClickArchive.Query query, long before, int limit) {
    throw asked();
  }

  @Override
  public Position now() {
    throw asked();
  }

  @Override
  public boolean remembers(Position position) {
    throw asked();
  }

  @Override
  public Batch after(Position position, int limit) {
    throw asked();
  }
}
