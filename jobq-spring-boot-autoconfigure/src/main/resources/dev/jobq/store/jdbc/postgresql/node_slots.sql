SELECT topics, slots FROM ${system}_node WHERE process = :node
