-- Ids are given from a counter, not from the rowid: those of deleted jobs must not come back.
UPDATE ${system}_counter SET value = value + :count WHERE topic = '' AND status = -1 RETURNING value
