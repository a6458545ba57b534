-- Samples of an error and what followed a 429 are looked up among the few calls that failed. Prisma's schema language cannot say it.
CREATE INDEX "api_call_failed_idx" ON "api_call"("application_id", "caller", "occurred_at") WHERE "status" = 0 OR "status" >= 400;
