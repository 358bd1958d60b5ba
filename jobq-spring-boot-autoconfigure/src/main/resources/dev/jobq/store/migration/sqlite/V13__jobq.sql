-- What a schedule's jobs ask for besides: whom they are about, over how many lines their topic is spread, which workers are to
-- run them. Null where they do not.
ALTER TABLE ${system}_recurring ADD COLUMN job_key TEXT;
ALTER TABLE ${system}_recurring ADD COLUMN shards INTEGER;
ALTER TABLE ${system}_recurring ADD COLUMN label TEXT;
ALTER TABLE ${system}_recurring ADD COLUMN patience INTEGER;
