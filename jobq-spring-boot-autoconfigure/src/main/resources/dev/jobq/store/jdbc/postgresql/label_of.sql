SELECT label, patience, until, aside FROM ${system}_label WHERE job = :job
