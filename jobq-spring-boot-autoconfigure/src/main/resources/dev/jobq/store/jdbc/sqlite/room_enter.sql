-- The one writer has no lock to wait for, and there are no credits to be added up. The row is written once it is known how many come in.
SELECT queued, queued FROM ${system}_room WHERE topic = :topic AND (:patience IS NULL OR TRUE) AND :wanted >= 0
