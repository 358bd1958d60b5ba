SELECT at - :now FROM ${system}_deadline ORDER BY at LIMIT 1
