-- Times are microseconds since 1970. A status is a number, see docs/storage.md. Priorities are stored as their negation
-- ("rank"), so that every order ascends.

-- Ids, and depths by topic and status. One writer holds the whole file, so updating a shared row costs nobody a wait.
CREATE TABLE ${system}_counter (
  topic TEXT NOT NULL,
  status INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (topic, status)
) WITHOUT ROWID;
-- The last job id that was given, under the name of no topic.
INSERT INTO ${system}_counter VALUES ('', -1, 0);

CREATE TABLE ${system}_topic (
  name TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Every process that enqueued or worked, with the code it ran.
CREATE TABLE ${system}_process (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  application TEXT NOT NULL,
  version TEXT,
  commit_id TEXT,
  repository TEXT
);

-- Workers alive. A claim needs its row; a rescue deletes it.
CREATE TABLE ${system}_node (
  process INTEGER PRIMARY KEY REFERENCES ${system}_process (id),
  topics TEXT NOT NULL,
  lease INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  last_claim_at INTEGER
);

-- A job's intake row is written once; (topic, rank, run_at, id) is its place, and only a retry or snooze moves run_at.
CREATE TABLE ${system}_job (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  type TEXT NOT NULL,
  rank INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  process INTEGER NOT NULL,
  max_attempts INTEGER,
  timeout INTEGER,
  payload TEXT NOT NULL
);

-- AVAILABLE, in claim order. attempt: failures so far; null is 0, as are crashes and fence.
CREATE TABLE ${system}_ready (
  topic TEXT NOT NULL,
  rank INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  job INTEGER NOT NULL,
  attempt INTEGER,
  crashes INTEGER,
  fence INTEGER,
  PRIMARY KEY (topic, rank, run_at, job)
) WITHOUT ROWID;

-- EXECUTING and LAUNCHED. attempt: the one that runs, from 1. Whoever holds (job, fence) holds the job.
CREATE TABLE ${system}_running (
  job INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  node INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL,
  launched INTEGER NOT NULL DEFAULT 0,
  cancel INTEGER NOT NULL DEFAULT 0
);

-- SCHEDULED, RETRYABLE, BLOCKED, PARKED, HELD.
CREATE TABLE ${system}_waiting (
  job INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  status INTEGER NOT NULL,
  due_at INTEGER,
  attempt INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  reason TEXT
);
CREATE INDEX ${system}_waiting_due ON ${system}_waiting (due_at, job) WHERE status IN (2, 6);
CREATE INDEX ${system}_waiting_status ON ${system}_waiting (topic, status, job);

-- COMPLETED, DISCARDED, CANCELLED. started_at is the claimed_at of the running row, so that the feed tells the same time before
-- and after the end; elapsed is what the handler took.
CREATE TABLE ${system}_done (
  job INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  status INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  node INTEGER,
  started_at INTEGER,
  finished_at INTEGER NOT NULL,
  elapsed INTEGER,
  cpu INTEGER,
  allocated INTEGER,
  result TEXT,
  stats TEXT,
  reason TEXT
);
CREATE INDEX ${system}_done_status ON ${system}_done (topic, status, finished_at, job);
CREATE INDEX ${system}_done_failed ON ${system}_done (topic, status, job) WHERE status IN (8, 9);

-- One row per ended attempt, unless it was the first and succeeded: then the done row tells all.
CREATE TABLE ${system}_attempt (
  job INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  node INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  elapsed INTEGER,
  status INTEGER NOT NULL,
  error_type TEXT,
  error_message TEXT,
  error_stack TEXT,
  PRIMARY KEY (job, fence)
) WITHOUT ROWID;

CREATE INDEX ${system}_attempt_finished ON ${system}_attempt (finished_at, job);

-- What cannot be derived from the rows above: users' events, steps, messages, operators' actions, workers' lives.
CREATE TABLE ${system}_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER,
  worker INTEGER,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  from_status INTEGER,
  to_status INTEGER,
  data TEXT
);
CREATE INDEX ${system}_event_job ON ${system}_event (job, id) WHERE job IS NOT NULL;

-- The last progress a job told.
CREATE TABLE ${system}_progress (
  job INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  data TEXT NOT NULL
);

-- Totals per day (days since 1970), which outlive the jobs.
CREATE TABLE ${system}_total (
  day INTEGER NOT NULL,
  topic TEXT NOT NULL,
  type TEXT NOT NULL,
  application TEXT NOT NULL,
  status INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  elapsed INTEGER NOT NULL,
  cpu INTEGER NOT NULL,
  PRIMARY KEY (day, topic, type, application, status)
) WITHOUT ROWID;
