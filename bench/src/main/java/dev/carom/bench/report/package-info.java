/**
 * The page of measured figures, {@code docs/performance.md}: {@code carom bench report}. Start with
 * {@link dev.carom.bench.report.ReportCommand}.
 */
@NullMarked
package dev.carom.bench.report;

import org.jspecify.annotations.NullMarked;
