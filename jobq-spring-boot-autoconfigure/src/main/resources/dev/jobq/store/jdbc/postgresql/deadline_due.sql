SELECT job FROM ${system}_deadline WHERE at <= :now ORDER BY at, job LIMIT :limit
FOR UPDATE SKIP LOCKED
