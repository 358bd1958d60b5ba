-- Ids are given from a counter, not from the rowid: those of deleted jobs must not come back.
SELECT value FROM ${system}_counter WHERE topic = '' AND status = -1
