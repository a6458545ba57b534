-- Retention deletes by time, and rows arrive roughly in its order.
CREATE INDEX "delivery_dedup_first_at_idx" ON "delivery_dedup" USING BRIN ("first_at");
CREATE INDEX "refused_update_received_at_idx" ON "refused_update" USING BRIN ("received_at");
CREATE INDEX "refused_noise_minute_idx" ON "refused_noise" USING BRIN ("minute");

-- The same as api_call_failure_idx.
DROP INDEX IF EXISTS "api_call_failed_idx";

-- Every batch adds to the rollups of the last minutes: room in the page keeps their keys from being indexed anew.
ALTER TABLE "call_rollup" SET (fillfactor = 70);
