-- For the locks of this transaction.
SELECT set_config('lock_timeout', :patience, TRUE)
