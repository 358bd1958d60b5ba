-- Jobs with a unique key: one row each, as long as the job is there. scope: a bit for each status in which the job holds its
-- key; until: when its period is over. A row stays in force until another job takes the key, which it may once the job's status
-- or the clock says that it holds it no more: so the end of a job need not write here.
CREATE TABLE ${system}_unique (
  job INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  scope INTEGER NOT NULL,
  until INTEGER,
  released INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX ${system}_unique_key ON ${system}_unique (topic, key) WHERE released = 0;

-- How many jobs wait and run in topics with a limit.
CREATE TABLE ${system}_room (
  topic TEXT PRIMARY KEY,
  queued INTEGER NOT NULL
) WITHOUT ROWID;
