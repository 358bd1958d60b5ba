SELECT topic, key, scope, until - :now, released FROM ${system}_unique WHERE job = :job FOR UPDATE
