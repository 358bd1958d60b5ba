UPDATE ${system}_state SET touch = max(:now, (SELECT max(touch) + 1 FROM ${system}_state)) WHERE job = :job
