-- limits: what the configuration says, as the keys and values that it has there; null for none.
ALTER TABLE ${system}_topic ADD COLUMN limits TEXT;

-- Topics with limits. Whoever claims jobs of one locks its row until the commit; nobody else ever does. seen: the limits by
-- which the last claim went, and since when. started: how many starts the log below tells of; null when they are to be counted.
CREATE TABLE ${system}_limit (
  topic TEXT PRIMARY KEY,
  seen TEXT,
  since INTEGER,
  started INTEGER
) WITHOUT ROWID;

-- Attempts that count against a limit of what runs at once. A row is worth nothing once its attempt is not running any more: the
-- next claim takes it away, so whatever ends, takes or deletes a job need not write here. key: '' for none.
CREATE TABLE ${system}_limit_slot (
  topic TEXT NOT NULL,
  job INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (topic, job)
) WITHOUT ROWID;

-- Starts of the last window; those of the topic as a whole have the key ''.
CREATE TABLE ${system}_limit_start (
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  started INTEGER NOT NULL,
  PRIMARY KEY (topic, key, at)
) WITHOUT ROWID;
CREATE INDEX ${system}_limit_start_at ON ${system}_limit_start (topic, at);

-- Keys at their limit, with jobs that wait for it. check_at: when to look again; null when the end of an attempt tells.
CREATE TABLE ${system}_limit_key (
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  check_at INTEGER,
  PRIMARY KEY (topic, key)
) WITHOUT ROWID;
CREATE INDEX ${system}_limit_key_check ON ${system}_limit_key (topic, check_at) WHERE check_at IS NOT NULL;

-- Jobs of those keys, BLOCKED in waiting, in the order in which they become ready again. Rows of jobs that left are worth nothing.
CREATE TABLE ${system}_limit_blocked (
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  rank INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  job INTEGER NOT NULL,
  PRIMARY KEY (topic, key, rank, run_at, job)
) WITHOUT ROWID;
