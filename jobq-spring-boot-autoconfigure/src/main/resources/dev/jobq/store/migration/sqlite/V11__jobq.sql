-- proof: whether the node's process holds a lock that nobody frees but its end, so that a free one proves its death.
ALTER TABLE ${system}_node ADD COLUMN proof INTEGER NOT NULL DEFAULT 0;
