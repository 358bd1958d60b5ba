SELECT job, fence, cancel FROM ${system}_running WHERE node = :node
