-- Which group of failures a delivery was counted in: empty where it was counted without one, null while it waits.
ALTER TABLE "webhook_delivery" ADD COLUMN "group_key" TEXT;
CREATE INDEX "webhook_delivery_ungrouped_idx" ON "webhook_delivery"("received_at") WHERE "cause" IS NOT NULL AND "group_key" IS NULL;

CREATE TABLE "delivery_group" (
    "application_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "secret_id" UUID,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "deliveries" INTEGER NOT NULL,
    "sources" TEXT[],
    "explanations" JSONB NOT NULL,
    "samples" JSONB NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "resolves_at" TIMESTAMPTZ(3),
    "recheck_at" TIMESTAMPTZ(3),
    "rechecks" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "delivery_group_pkey" PRIMARY KEY ("application_id", "group_id")
);
CREATE INDEX "delivery_group_application_id_key_last_at_idx" ON "delivery_group"("application_id", "key", "last_at");
CREATE INDEX "delivery_group_open_idx" ON "delivery_group"("last_at") WHERE "open";
CREATE INDEX "delivery_group_recheck_idx" ON "delivery_group"("recheck_at") WHERE "recheck_at" IS NOT NULL;

CREATE TABLE "delivery_group_journey" (
    "application_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "journey_id" TEXT NOT NULL,
    "delivery_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "delivery_group_journey_pkey" PRIMARY KEY ("application_id", "group_id", "journey_id")
);
