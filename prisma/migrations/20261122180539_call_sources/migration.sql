-- When each way of reporting calls was last used; a few rows, so that nothing has to search the calls for it.
CREATE TABLE "call_source" (
    "application_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "last_call_at" TIMESTAMPTZ(3) NOT NULL,
    "last_received_at" TIMESTAMPTZ(3) NOT NULL,
    "lag_ms" BIGINT NOT NULL,

    CONSTRAINT "call_source_pkey" PRIMARY KEY ("application_id", "source")
);

INSERT INTO "call_source" ("application_id", "source", "last_call_at", "last_received_at", "lag_ms")
SELECT "application_id", "source", max("occurred_at"), max("stored_at"), 0 FROM "api_call" GROUP BY 1, 2;
