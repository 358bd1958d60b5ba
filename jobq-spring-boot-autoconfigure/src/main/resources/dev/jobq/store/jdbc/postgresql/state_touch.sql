UPDATE ${system}_state SET touch = ${system}_next_touch(:now) WHERE job = :job
