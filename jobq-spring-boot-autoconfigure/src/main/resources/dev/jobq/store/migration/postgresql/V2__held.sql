-- The states of HELD jobs, in canonical JSON, so that equal values are equal text. head: of the first element, null if the
-- state is no array. touch: microseconds since 1970, yet growing with every touch: the order in which polls go round.
CREATE TABLE ${system}_state (
  job BIGINT PRIMARY KEY,
  topic TEXT COLLATE "C" NOT NULL,
  touch BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  head TEXT COLLATE "C"
) WITH (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.02);
-- Its last value is the last touch; it is pushed on to the clock whenever that is ahead.
CREATE SEQUENCE ${system}_touch;
CREATE INDEX ${system}_state_touch ON ${system}_state (touch, job);
CREATE INDEX ${system}_state_topic ON ${system}_state (topic, touch, job);
-- Long values share a prefix, which is looked through.
CREATE INDEX ${system}_state_state ON ${system}_state (substr(state, 1, 200), touch, job);
CREATE INDEX ${system}_state_head ON ${system}_state (substr(head, 1, 200), touch, job) WHERE head IS NOT NULL;
