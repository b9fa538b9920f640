package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.Answer.None;
import dev.carom.faults.Answer.Nonsense;
import dev.carom.faults.Answer.Target;
import dev.carom.faults.Operation.Kind;
import dev.carom.faults.Operation.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of a few lines, and what is forbidden in them. */
class CheckerTest {

  private static final Operation MINTED = mint(1, 10, 20, Outcome.ACKNOWLEDGED);
  private static final Operation EDITED = edit(2, 30, 40, Outcome.ACKNOWLEDGED);

  private final List<Operation> operations = new ArrayList<>();

  private static Operation mint(long value, long begun, long ended, Outcome outcome) {
    return Operation.asked(Kind.MINT, new Target(value), begun, ended, outcome);
  }

  private static Operation edit(long value, long begun, long ended, Outcome outcome) {
    return Operation.asked(Kind.EDIT, new Target(value), begun, ended, outcome);
  }

  private static Operation delete(long begun, long ended, Outcome outcome) {
    return Operation.asked(Kind.DELETE, Answer.GONE, begun, ended, outcome);
  }

  private CheckerTest given(Operation... done) {
    operations.addAll(Arrays.asList(done));
    operations.sort(Comparator.comparingLong(Operation::begun));
    return this;
  }

  private void allows(long begun, long ended, Answer answer) {
    assertThat(check(new Follow("a server", begun, ended, answer))).isEmpty();
  }

  private void forbids(long begun, long ended, Answer answer) {
    assertThat(check(new Follow("a server", begun, ended, answer))).hasSize(1);
  }

  private List<Violation> check(Follow... follows) {
    return Checker.check(new CodeHistory("code", operations, List.of(follows)));
  }

  @Test
  void absenceIsForbiddenOnceTheLinkIsAcknowledged() {
    given(MINTED).allows(0, 5, Answer.ABSENT);
    allows(20, 25, Answer.ABSENT);
    forbids(21, 25, Answer.ABSENT);
  }

  @Test
  void aValueIsForbiddenBeforeSomebodyBeganToWriteIt() {
    given(MINTED).forbids(0, 9, new Target(1));
    allows(0, 10, new Target(1));
    allows(100, 101, new Target(1));
    forbids(100, 101, new Target(99));
  }

  @Test
  void aValueIsForbiddenOnceTheNextIsAcknowledged() {
    given(MINTED, EDITED).allows(40, 100, new Target(1));
    forbids(41, 100, new Target(1));
    allows(41, 100, new Target(2));
    allows(30, 31, new Target(2));
    forbids(22, 29, new Target(2));
  }

  @Test
  void untilItIsAcknowledgedAnEditMayBeSeenAndThenNot() {
    given(MINTED, EDITED);
    assertThat(
            check(new Follow("a", 31, 32, new Target(2)), new Follow("b", 33, 34, new Target(1))))
        .isEmpty();
  }

  @Test
  void anEditInDoubtMayTakeEffectMuchLater() {
    given(
        MINTED,
        edit(2, 30, Long.MAX_VALUE, Outcome.UNKNOWN),
        edit(3, 50, 60, Outcome.ACKNOWLEDGED));
    allows(1000, 1001, new Target(2));
    allows(1000, 1001, new Target(3));
    forbids(1000, 1001, new Target(1));
    forbids(20, 29, new Target(2));
  }

  @Test
  void anEditInDoubtOutdatesNothing() {
    given(MINTED, edit(2, 30, 40, Outcome.UNKNOWN));
    allows(1000, 1001, new Target(1));
    allows(1000, 1001, new Target(2));
  }

  @Test
  void anEditInDoubtThatWasSeenTakesEffectNoSecondTime() {
    given(
        MINTED,
        edit(2, 30, Long.MAX_VALUE, Outcome.UNKNOWN),
        edit(3, 50, 60, Outcome.ACKNOWLEDGED));
    Follow seen = new Follow("a", 44, 45, new Target(2));
    Follow seenLate = new Follow("a", 44, 51, new Target(2));
    Follow again = new Follow("b", 61, 62, new Target(2));
    assertThat(check(seen, again)).hasSize(1);
    assertThat(check(seenLate, again)).isEmpty();
  }

  @Test
  void aRefusedEditIsNeverSeen() {
    given(MINTED, edit(2, 30, 40, Outcome.REFUSED));
    forbids(35, 100, new Target(2));
    allows(50, 100, new Target(1));
  }

  @Test
  void aDeletionIsTheEndOfALink() {
    given(
        MINTED, edit(2, 25, Long.MAX_VALUE, Outcome.UNKNOWN), delete(30, 40, Outcome.ACKNOWLEDGED));
    forbids(20, 29, Answer.GONE);
    allows(20, 30, Answer.GONE);
    allows(40, 50, new Target(1));
    forbids(41, 50, new Target(1));
    forbids(41, 50, new Target(2));
    forbids(41, 50, Answer.ABSENT);
    allows(41, 50, Answer.GONE);
  }

  @Test
  void whatNobodyDeletedIsNotGone() {
    given(MINTED, EDITED).forbids(50, 60, Answer.GONE);
  }

  @Test
  void aMintingInDoubtForbidsNothing() {
    given(mint(1, 10, Long.MAX_VALUE, Outcome.UNKNOWN));
    allows(100, 101, Answer.ABSENT);
    allows(100, 101, new Target(1));
    forbids(0, 5, new Target(1));
  }

  @Test
  void afterARestoreTheDatabaseIsRight() {
    given(MINTED, EDITED, Operation.restore(new Target(1), 50, 60, 70));
    forbids(45, 49, new Target(1));
    allows(45, 50, new Target(1));
    allows(69, 80, new Target(2));
    forbids(71, 80, new Target(2));
    allows(71, 80, new Target(1));
    forbids(71, 80, Answer.ABSENT);
  }

  @Test
  void anEditAfterARestoreOutdatesBothWhatWasBeforeAndTheRestore() {
    given(
        MINTED,
        EDITED,
        Operation.restore(new Target(1), 50, 60, 70),
        edit(3, 62, 66, Outcome.ACKNOWLEDGED));
    forbids(67, 68, new Target(1));
    forbids(67, 68, new Target(2));
    allows(67, 68, new Target(3));
  }

  @Test
  void whatOverlapsARestoreIsBeforeOrAfterIt() {
    given(
        MINTED,
        edit(2, 45, 55, Outcome.ACKNOWLEDGED),
        Operation.restore(new Target(1), 50, 60, 70));
    allows(80, 90, new Target(1));
    allows(80, 90, new Target(2));
    given(edit(3, 100, 110, Outcome.ACKNOWLEDGED));
    forbids(111, 120, new Target(1));
    forbids(111, 120, new Target(2));
  }

  @Test
  void aRestoreMayBringADeletedLinkBackAndAnEditInDoubtWithIt() {
    given(
        MINTED,
        edit(2, 25, Long.MAX_VALUE, Outcome.UNKNOWN),
        delete(30, 40, Outcome.ACKNOWLEDGED),
        Operation.restore(new Target(1), 50, 60, 70));
    forbids(41, 49, new Target(1));
    allows(71, 80, new Target(1));
    allows(71, 80, new Target(2));
    forbids(71, 80, Answer.GONE);
  }

  @Test
  void aCodeIsGivenOutOnce() {
    given(MINTED, mint(5, 100, 110, Outcome.ACKNOWLEDGED));
    assertThat(check()).hasSize(1);
  }

  @Test
  void noAnswerIsNoViolationButNonsenseIs() {
    given(MINTED).allows(30, 40, new None("status 503"));
    forbids(30, 40, new Nonsense("status 500"));
  }

  @Test
  void aViolationTellsItsStory() {
    given(MINTED, EDITED);
    assertThat(check(new Follow("a server", 41, 50, new Target(1))).getFirst().story())
        .contains("code at", "EDIT", "a server told Target[value=1]");
  }
}
