package dev.jobq.engine;

import dev.jobq.store.EndedAttempt;

/** An attempt that is over, on its way to the store. */
record Finished(Attempt attempt, EndedAttempt ended) {}
