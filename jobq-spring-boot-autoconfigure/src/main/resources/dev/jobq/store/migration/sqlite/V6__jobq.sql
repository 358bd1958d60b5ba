-- Schedules. One of (cron, zone) and every is there. next_at: null while paused. code: declared by code, else made through the
-- API; declared: still in that code. anchor_at: from when a fixed rate counts. revision: grows with every change and every
-- fire, and whoever changes a row names the revision that was seen.
CREATE TABLE ${system}_recurring (
  name TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  type TEXT NOT NULL,
  rank INTEGER NOT NULL,
  max_attempts INTEGER,
  timeout INTEGER,
  payload TEXT NOT NULL,
  cron TEXT,
  zone TEXT,
  every INTEGER,
  misfire INTEGER NOT NULL,
  catch_up INTEGER NOT NULL,
  overlap INTEGER NOT NULL,
  code INTEGER NOT NULL,
  application TEXT NOT NULL,
  declared INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  anchor_at INTEGER NOT NULL,
  last_at INTEGER,
  next_at INTEGER,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  revision INTEGER NOT NULL
);
CREATE INDEX ${system}_recurring_next ON ${system}_recurring (next_at) WHERE next_at IS NOT NULL;

-- One row per schedule and fire time, so that nobody fires twice. manual: asked for, beside the fire times. The newest 100 of a
-- schedule stay, and those whose job is there.
CREATE TABLE ${system}_fire (
  schedule TEXT NOT NULL,
  fire_at INTEGER NOT NULL,
  manual INTEGER NOT NULL,
  job INTEGER NOT NULL,
  fired_at INTEGER NOT NULL,
  PRIMARY KEY (schedule, fire_at, manual)
) WITHOUT ROWID;
CREATE INDEX ${system}_fire_job ON ${system}_fire (job);

-- By when a job must have started; few have one. The second table is what the house-work goes by; a row stays until its time, or
-- for good at the end of all days, when a retry came after the deadline: then it does not count any more.
ALTER TABLE ${system}_job ADD COLUMN deadline INTEGER;
CREATE TABLE ${system}_deadline (
  job INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
);
CREATE INDEX ${system}_deadline_at ON ${system}_deadline (at, job);
