SELECT seen_at, proof FROM ${system}_node WHERE process = :node
