UPDATE ${system}_state SET touch = setval('${system}_touch', greatest(nextval('${system}_touch'), :now)) WHERE job = :job
