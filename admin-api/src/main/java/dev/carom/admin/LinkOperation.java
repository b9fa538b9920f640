package dev.carom.admin;

import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkStore.Minted.TargetRefused;
import dev.carom.core.link.LinkStore.Revised;
import dev.carom.core.link.LinkStore.Revision;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.link.Versions;
import org.jspecify.annotations.Nullable;

/** What is to be done with one link, where much is done at once. */
sealed interface LinkOperation {

  /** Where the link would lead from then on, or null if that stays as it is. */
  @Nullable TargetUrl target();

  /** Where it would lead when it has expired, or null for nowhere, or if that stays as it is. */
  @Nullable TargetUrl expiredTarget();

  /** Returns why nothing is done, where the link may not lead to one of its targets. */
  default Problem refusal(TargetRefused refused) {
    return Problem.targetRefused(refused.whenExpired(), refused.reason());
  }

  /** Mints a link, or finds one that will do. */
  record Create(NewLink link) implements LinkOperation {

    @Override
    public TargetUrl target() {
      return link.target();
    }

    @Override
    public @Nullable TargetUrl expiredTarget() {
      return link.expiredTarget();
    }
  }

  /** Changes a link that is there already. */
  sealed interface Change extends LinkOperation {

    Name name();

    /** Returns what the store is to do with the link. */
    Revision revision(long id);

    /** Returns what became of this, by what the store has done. */
    Outcome outcome(Revised revised);
  }

  /** Edits a link. */
  record Update(Name name, LinkEdit edit, Versions only) implements Change {

    @Override
    public @Nullable TargetUrl target() {
      return edit.target();
    }

    @Override
    public @Nullable TargetUrl expiredTarget() {
      LinkEdit.ExpiredTarget expired = edit.expiredTarget();
      return expired == null ? null : expired.target();
    }

    @Override
    public Problem refusal(TargetRefused refused) {
      return Change.super.refusal(refused).within(OperationFields.PATCH);
    }

    @Override
    public Revision revision(long id) {
      return new Revision.Edit(id, edit, only);
    }

    @Override
    public Outcome outcome(Revised revised) {
      Link link = revised.link();
      if (link == null) {
        return new Outcome.Refused(name.notFound());
      }
      if (revised.done()) {
        return new Outcome.Present(link);
      }
      if (link.deletedAt() != null) {
        return new Outcome.Refused(Problem.deleted(link.id()));
      }
      return edit.isEmpty() && only.contain(link.version())
          ? new Outcome.Present(link)
          : new Outcome.Refused(Problem.otherVersion(link.version()));
    }
  }

  /** Deletes a link. */
  record Delete(Name name, Versions only) implements Change {

    @Override
    public @Nullable TargetUrl target() {
      return null;
    }

    @Override
    public @Nullable TargetUrl expiredTarget() {
      return null;
    }

    @Override
    public Revision revision(long id) {
      return new Revision.Delete(id, only);
    }

    @Override
    public Outcome outcome(Revised revised) {
      Link link = revised.link();
      if (link == null) {
        return new Outcome.Refused(name.notFound());
      }
      return link.deletedAt() != null
          ? new Outcome.Present(link)
          : new Outcome.Refused(Problem.otherVersion(link.version()));
    }
  }

  /** What a client calls a link. */
  sealed interface Name {

    Problem notFound();

    record Id(long id) implements Name {

      @Override
      public Problem notFound() {
        return Problem.noLink("id", Long.toString(id));
      }
    }

    record Code(ShortCode code) implements Name {

      @Override
      public Problem notFound() {
        return Problem.noLink("code", code.value());
      }
    }
  }

  /** What became of an operation. */
  sealed interface Outcome {

    /**
     * The link was minted.
     *
     * @param numbered whether others have to hear of it
     */
    record Created(Link link, boolean numbered) implements Outcome {}

    /**
     * The link was there already, and is as was wished for.
     *
     * @param edgePending whether the edge may show for a while what was before
     */
    record Present(Link link, boolean edgePending) implements Outcome {

      Present(Link link) {
        this(link, false);
      }
    }

    /** Nothing was done, or it is not known what. */
    record Refused(Problem problem) implements Outcome {}
  }
}
