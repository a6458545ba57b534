-- An update of a row can stay on its page, and spare every index, where no indexed column changed and the page has room.
-- Almost each event changes event_at; the hour of it stays, and what asks by event_at goes by the hour first.
-- docs/decisions/0031.
ALTER TABLE "journey" ADD COLUMN "event_hour" TIMESTAMPTZ(3)
    GENERATED ALWAYS AS (date_trunc('hour', "event_at" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') STORED;
DROP INDEX "journey_application_id_event_at_idx";
CREATE INDEX "journey_application_id_event_hour_idx" ON "journey"("application_id", "event_hour");
ALTER TABLE "journey" SET (fillfactor = 75);

-- What came to our own receiver has no reported ID.
DROP INDEX "webhook_delivery_application_id_reported_delivery_id_idx";
CREATE INDEX "webhook_delivery_application_id_reported_delivery_id_idx" ON "webhook_delivery"("application_id", "reported_delivery_id")
    WHERE "reported_delivery_id" IS NOT NULL;
