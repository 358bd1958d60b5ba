UPDATE ${system}_node SET proof = :proof WHERE process = :node
