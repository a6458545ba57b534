-- What was learned of how long a status lasts, and from when on it holds. Rows are never changed, save that an older curve goes.
CREATE TABLE "learned_threshold" (
    "application_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "lender" TEXT NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "value_ms" BIGINT,
    "percentile_ms" BIGINT,
    "completed" INTEGER NOT NULL,
    "censored" INTEGER NOT NULL,
    "curve" JSONB,

    CONSTRAINT "learned_threshold_pkey" PRIMARY KEY ("application_id", "status", "lender", "effective_at")
);
