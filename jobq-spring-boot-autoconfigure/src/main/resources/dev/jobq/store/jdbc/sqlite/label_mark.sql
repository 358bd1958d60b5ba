-- In the transaction that inserts it; nobody has seen the row before.
UPDATE ${system}_job SET line = :line WHERE id = :job
