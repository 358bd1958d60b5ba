-- Takes the first of each topic that nobody else is taking. The node's row is locked against deletion: a rescue of this node
-- waits for the claim and then sees what it took; after a rescue there is no row, or no proof, and nothing is taken. Rows of ready are
-- never updated, so their physical place is as good as a key and quicker. Payloads are fetched by primary key, one by one: a
-- join would leave it to the planner. The parts are the ranks of each topic in order, some of them only from a time on, so that
-- what others took before need not be stepped over (see Floor). What came to a place before that is marked, whoever put it there,
-- and has an index of its own: it comes first. A part with a floor is a single rank, and only an equal rank lets the index stop at
-- the floor: else all that are marked would be stepped over.
WITH alive AS MATERIALIZED (
  SELECT 1 FROM ${system}_node WHERE process = :node AND proof >= 0 FOR KEY SHARE
), taken AS (
  DELETE FROM ${system}_ready WHERE ctid = ANY (ARRAY(
    SELECT first.ctid
    FROM unnest(:topics::text[], :rooms::int4[]) AS wanted(topic, room)
    CROSS JOIN LATERAL (
      SELECT place.ctid
      FROM unnest(:part_topics::text[], :from_ranks::int4[], :to_ranks::int4[], :floors::int8[])
             AS part(topic, from_rank, to_rank, floor)
      CROSS JOIN LATERAL (
        SELECT ctid FROM (
          SELECT ctid FROM ${system}_ready
          WHERE behind AND topic = part.topic AND rank = part.from_rank AND run_at < part.floor
            AND part.floor > -9223372036854775808 AND EXISTS (SELECT 1 FROM alive)
          ORDER BY rank, run_at, job LIMIT wanted.room FOR UPDATE SKIP LOCKED) AS passed
        UNION ALL
        SELECT ctid FROM (
          SELECT ctid FROM ${system}_ready
          WHERE topic = part.topic AND rank >= part.from_rank AND rank <= part.to_rank AND run_at >= part.floor
            AND EXISTS (SELECT 1 FROM alive)
          ORDER BY rank, run_at, job LIMIT wanted.room FOR UPDATE SKIP LOCKED) AS ahead) AS place
      WHERE part.topic = wanted.topic
      LIMIT wanted.room) AS first))
  RETURNING topic, rank, run_at, job, attempt, crashes, fence, behind
), running AS (
  INSERT INTO ${system}_running (job, topic, node, attempt, crashes, fence, claimed_at)
  SELECT job, topic, :node, coalesce(attempt, 0) + 1, coalesce(crashes, 0), coalesce(fence, 0) + 1, :now FROM taken
), depth AS (
  INSERT INTO ${system}_depth_change (topic, status, change)
  SELECT topic, 3, -count(*) FROM taken GROUP BY topic
)
SELECT taken.topic, taken.rank, taken.run_at, taken.behind, taken.job, coalesce(taken.attempt, 0) + 1 AS attempt,
       coalesce(taken.crashes, 0) AS crashes, coalesce(taken.fence, 0) + 1 AS fence, :now AS claimed_at,
       intake.type, intake.payload, intake.max_attempts, intake.timeout, intake.process, CASE WHEN intake.deadline IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM ${system}_deadline WHERE job = taken.job AND at = 9223372036854775807) THEN intake.deadline END AS deadline,
       intake.line
FROM taken
CROSS JOIN LATERAL (
  SELECT type, payload, max_attempts, timeout, process, deadline, line FROM ${system}_job WHERE id = taken.job OFFSET 0) AS intake
