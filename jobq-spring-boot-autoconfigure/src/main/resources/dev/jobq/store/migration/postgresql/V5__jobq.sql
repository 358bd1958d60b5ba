-- What operators said of topics while they ran, over what the configuration says. One row per setting; its value is JSON.
-- worker: '' for all of them, else one worker's id. The row without a topic counts the changes: who has seen its version
-- has seen them all.
CREATE TABLE ${system}_topic_control (
  topic TEXT COLLATE "C" NOT NULL,
  worker TEXT COLLATE "C" NOT NULL,
  setting TEXT COLLATE "C" NOT NULL,
  value TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (topic, worker, setting)
);
INSERT INTO ${system}_topic_control (topic, worker, setting, value, version, changed_at, changed_by)
VALUES ('', '', '', 'null', 0, 0, '');

-- serves: per topic its concurrency here and the types that have handlers. control: the version that the worker acts by.
ALTER TABLE ${system}_node ADD COLUMN serves TEXT;
ALTER TABLE ${system}_node ADD COLUMN control BIGINT NOT NULL DEFAULT 0;

-- An event of a topic, or of a job that is gone.
ALTER TABLE ${system}_event ADD COLUMN topic TEXT COLLATE "C";
-- Events of workers and topics go by their number, for no job takes them along.
CREATE INDEX ${system}_event_apart ON ${system}_event (id) WHERE job IS NULL;
