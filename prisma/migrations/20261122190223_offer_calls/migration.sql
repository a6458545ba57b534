-- Whether a journey has calls about an offer is asked of every journey that was read, and few have. Without this the answer
-- takes all of its calls, at every look. Prisma's schema language cannot say it.
CREATE INDEX "api_call_journey_offer_idx" ON "api_call"("application_id", "journey_id") WHERE "journey_id" IS NOT NULL AND "offer_id" IS NOT NULL;
