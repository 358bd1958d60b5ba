-- Where it stands among those that were set aside: it may have been sent to the back meanwhile.
UPDATE ${system}_label SET aside = 1, until = :until, run_at = (SELECT run_at FROM ${system}_job WHERE id = :job) WHERE job = :job
