-- What a topic was told. job_order: null for the default; declared_at: null as long as no configuration said anything.
ALTER TABLE ${system}_topic ADD COLUMN job_order TEXT;
ALTER TABLE ${system}_topic ADD COLUMN max_queued INTEGER;
ALTER TABLE ${system}_topic ADD COLUMN declared_at INTEGER;

-- Jobs of the same topic and line run one after the other: line is the key where a topic is ordered by key, empty where all of it
-- is one line, a number where it is sharded, null where a job is in no line. key: as the job was given it.
ALTER TABLE ${system}_job ADD COLUMN key TEXT;
ALTER TABLE ${system}_job ADD COLUMN line TEXT;

-- A line that has a head: one of its jobs is ready, running or waits to run again. It stays until no other follows.
CREATE TABLE ${system}_active_key (
  topic TEXT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (topic, line)
) WITHOUT ROWID;

-- line: of jobs that are not the head of theirs; those without a position are not in it yet. Within a line they follow by
-- (position, job).
ALTER TABLE ${system}_waiting ADD COLUMN line TEXT;
ALTER TABLE ${system}_waiting ADD COLUMN position INTEGER;
CREATE INDEX ${system}_waiting_line ON ${system}_waiting (topic, line, position, job) WHERE position IS NOT NULL;
