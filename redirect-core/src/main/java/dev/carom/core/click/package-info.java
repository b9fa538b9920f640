/**
 * Clicks, from the event loop that notes them to the store that counts them.
 *
 * <pre>
 *   event loop ──► ring in memory ──► segment files ──► store
 *   ClickWriter     ClickRing         ClickJournal       ClickShipper, ClickStore
 *                                                        (counts and position, in one transaction)
 * </pre>
 *
 * <p>A ring outlives a killed process, a synced segment a machine that crashes, and a position that
 * moves with the counts makes each click count once.
 */
@NullMarked
package dev.carom.core.click;

import org.jspecify.annotations.NullMarked;
