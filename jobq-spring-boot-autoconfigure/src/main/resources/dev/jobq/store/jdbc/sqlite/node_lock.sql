SELECT seen_at FROM ${system}_node WHERE process = :node
