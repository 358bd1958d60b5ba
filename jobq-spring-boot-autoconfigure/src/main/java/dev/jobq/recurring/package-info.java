/** When schedules fire: cron expressions in time zones, fixed rates, and what becomes of missed fire times. */
@NullMarked
package dev.jobq.recurring;

import org.jspecify.annotations.NullMarked;
