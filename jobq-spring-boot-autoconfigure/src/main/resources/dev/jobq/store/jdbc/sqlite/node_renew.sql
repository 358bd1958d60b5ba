-- One that others have begun to take over never holds again.
UPDATE ${system}_node SET seen_at = :now, last_claim_at = coalesce(:now - :sinceClaim, last_claim_at)
WHERE process = :node AND proof >= 0
RETURNING seen_at
