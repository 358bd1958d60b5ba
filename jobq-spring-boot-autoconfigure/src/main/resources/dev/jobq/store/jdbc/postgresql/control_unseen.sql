SELECT p.name, n.topics FROM ${system}_node n JOIN ${system}_process p ON p.id = n.process
WHERE n.control < :version AND n.seen_at + n.lease >= :now
