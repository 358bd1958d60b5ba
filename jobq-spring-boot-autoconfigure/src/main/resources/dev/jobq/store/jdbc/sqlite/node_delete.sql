DELETE FROM ${system}_node WHERE process = :node
