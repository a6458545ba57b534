-- The event time from which a subject has to be judged anew; null: all of it.
ALTER TABLE "detect_queue" ADD COLUMN "since" TIMESTAMPTZ(3);

-- What detection reads of a caller is what failed, and few calls fail.
CREATE INDEX "api_call_failure_idx" ON "api_call"("application_id", "caller", "occurred_at") WHERE "status" = 0 OR "status" >= 400;
-- Which callers a mint or refresh that arrives late concerns.
CREATE INDEX "api_call_refused_session_idx" ON "api_call"("application_id", "borrower_external_id", "occurred_at") WHERE "error_code" = 'AUTH_INVALID_SESSION';
CREATE INDEX "api_call_issued_session_idx" ON "api_call"("application_id", "issued_session_fingerprint") WHERE "issued_session_fingerprint" IS NOT NULL;
CREATE INDEX "api_call_issued_refresh_idx" ON "api_call"("application_id", "issued_refresh_fingerprint") WHERE "issued_refresh_fingerprint" IS NOT NULL;
