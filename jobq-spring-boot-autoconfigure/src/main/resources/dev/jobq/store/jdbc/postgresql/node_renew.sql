UPDATE ${system}_node SET seen_at = :now, last_claim_at = coalesce(:now - CAST(:sinceClaim AS BIGINT), last_claim_at)
WHERE process = :node
RETURNING seen_at
