SELECT seen_at, proof, begun FROM ${system}_node WHERE process = :node FOR UPDATE
