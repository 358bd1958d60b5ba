-- As it was seen: one that has renewed since stays.
DELETE FROM ${system}_node WHERE process = :node AND seen_at = :seenAt
