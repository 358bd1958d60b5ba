UPDATE ${system}_node SET control = :version WHERE process = :node
