SELECT process FROM ${system}_node WHERE process = :node AND proof >= 0
