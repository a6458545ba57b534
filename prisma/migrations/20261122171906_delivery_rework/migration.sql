-- What operators did with a delivery after it was judged: verified again, applied. The delivery keeps the verdict of its arrival.
CREATE TABLE "delivery_rework" (
  "application_id" UUID NOT NULL,
  "delivery_id" UUID NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  "verified_at" TIMESTAMPTZ(3),
  "verdict" TEXT,
  "reason" TEXT,
  "secret_id" UUID,
  "processed_at" TIMESTAMPTZ(3),
  "outcome" TEXT,
  "detail" TEXT,
  "actor" TEXT NOT NULL,
  "job_id" UUID,
  CONSTRAINT "delivery_rework_pkey" PRIMARY KEY ("application_id", "delivery_id")
);

-- What failed, in the order in which the screens and re-processing read it. What verified costs nothing here.
CREATE INDEX "webhook_delivery_failed_idx" ON "webhook_delivery" ("application_id", "received_at" DESC)
  WHERE "cause" IS NOT NULL OR "verdict" NOT IN ('verified', 'duplicate');
