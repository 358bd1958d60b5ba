SELECT topics, serves FROM ${system}_node WHERE process = :node
