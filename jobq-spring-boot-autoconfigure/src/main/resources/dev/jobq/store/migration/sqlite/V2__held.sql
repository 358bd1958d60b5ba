-- The states of HELD jobs, in canonical JSON, so that equal values are equal text. head: of the first element, null if the
-- state is no array. touch: microseconds since 1970, yet strictly growing: the order in which polls go round.
CREATE TABLE ${system}_state (
  job INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  touch INTEGER NOT NULL UNIQUE,
  state TEXT NOT NULL,
  head TEXT
);
CREATE INDEX ${system}_state_topic ON ${system}_state (topic, touch);
-- Long values share a prefix, which is looked through.
CREATE INDEX ${system}_state_state ON ${system}_state (substr(state, 1, 200), touch);
CREATE INDEX ${system}_state_head ON ${system}_state (substr(head, 1, 200), touch) WHERE head IS NOT NULL;
