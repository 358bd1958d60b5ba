UPDATE ${system}_node SET proof = :proof, begun = :begun WHERE process = :node
