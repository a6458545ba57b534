-- IDs and names are compared byte by byte: sorting them by the rules of a language costs more than storing them.
CREATE TABLE "api_call" (
    "application_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "call_id" TEXT COLLATE "C" NOT NULL,
    "source" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "caller" TEXT COLLATE "C" NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "duration_ms" INTEGER,
    "error" TEXT,
    "error_code" TEXT,
    "error_message" TEXT,
    "error_field" TEXT,
    "retryable" BOOLEAN,
    "retry_after_ms" BIGINT,
    "request_id" TEXT,
    "correlation_id" TEXT,
    "idempotency_key" TEXT,
    "body_sha256" TEXT,
    "borrower_external_id" TEXT COLLATE "C",
    "journey_id" TEXT COLLATE "C",
    "offer_id" TEXT COLLATE "C",
    "aa_session_id" TEXT,
    "auth_kind" TEXT,
    "auth_environment" TEXT,
    "auth_fingerprint" TEXT COLLATE "C",
    "issued_session_fingerprint" TEXT,
    "issued_session_expires_at" TIMESTAMPTZ(3),
    "issued_refresh_fingerprint" TEXT,
    "issued_environment" TEXT,
    "response_version" BIGINT,
    "extra" JSONB,
    "stored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "api_call_pkey" PRIMARY KEY ("application_id", "occurred_at", "call_id")
) PARTITION BY RANGE ("occurred_at");

CREATE TABLE "api_call_dedup" (
    "application_id" UUID NOT NULL,
    "call_id" TEXT COLLATE "C" NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "api_call_dedup_pkey" PRIMARY KEY ("application_id", "call_id")
);

CREATE TABLE "call_rollup" (
    "application_id" UUID NOT NULL,
    "step_minutes" SMALLINT NOT NULL,
    "bucket_at" TIMESTAMPTZ(3) NOT NULL,
    "environment" TEXT COLLATE "C" NOT NULL,
    "caller" TEXT COLLATE "C" NOT NULL,
    "route" TEXT COLLATE "C" NOT NULL,
    "status" INTEGER NOT NULL,
    "error_code" TEXT COLLATE "C" NOT NULL,
    "calls" BIGINT NOT NULL,
    "timed_calls" BIGINT NOT NULL,
    "duration_ms" BIGINT NOT NULL,
    "to_10" BIGINT NOT NULL,
    "to_25" BIGINT NOT NULL,
    "to_50" BIGINT NOT NULL,
    "to_100" BIGINT NOT NULL,
    "to_250" BIGINT NOT NULL,
    "to_500" BIGINT NOT NULL,
    "to_1000" BIGINT NOT NULL,
    "to_2500" BIGINT NOT NULL,
    "to_5000" BIGINT NOT NULL,
    "to_10000" BIGINT NOT NULL,
    "to_30000" BIGINT NOT NULL,
    "over_30000" BIGINT NOT NULL,
    CONSTRAINT "call_rollup_pkey" PRIMARY KEY ("application_id", "step_minutes", "bucket_at", "environment", "caller", "route", "status", "error_code")
);

CREATE TABLE "rollup_name" (
    "application_id" UUID NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "rollup_name_pkey" PRIMARY KEY ("application_id", "kind", "name")
);

CREATE INDEX "api_call_application_id_caller_occurred_at_idx" ON "api_call"("application_id", "caller", "occurred_at");

-- Partial indexes: most calls lack the one or the other. Prisma's schema language cannot say them.
CREATE INDEX "api_call_journey_idx" ON "api_call"("application_id", "journey_id", "occurred_at") WHERE "journey_id" IS NOT NULL;
CREATE INDEX "api_call_offer_idx" ON "api_call"("application_id", "offer_id", "occurred_at") WHERE "offer_id" IS NOT NULL;
CREATE INDEX "api_call_issue_idx" ON "api_call"("application_id", "borrower_external_id", "occurred_at") WHERE "issued_session_fingerprint" IS NOT NULL;
CREATE INDEX "api_call_key_idx" ON "api_call"("application_id", "auth_fingerprint", "occurred_at") WHERE "auth_kind" = 'api_key';
-- Retention deletes by time, and rows arrive roughly in its order.
CREATE INDEX "api_call_dedup_occurred_at_idx" ON "api_call_dedup" USING BRIN ("occurred_at");
CREATE INDEX "call_rollup_bucket_at_idx" ON "call_rollup" USING BRIN ("bucket_at");

-- As before, and safe when two sessions make the same day: the one that loses takes what the other made. A session may not
-- see yet that a table exists, even under the lock, until it tries to make it.
CREATE OR REPLACE FUNCTION "ensure_day_partitions"("parent" TEXT, "from_day" DATE, "to_day" DATE) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    "day" DATE := "from_day";
    "child" TEXT;
BEGIN
    WHILE "day" <= "to_day" LOOP
        "child" := "parent" || '_' || to_char("day", 'YYYYMMDD');
        IF to_regclass(quote_ident("child")) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext("child"));
            BEGIN
                EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', "child", "parent",
                    "day"::text || ' 00:00:00+00', ("day" + 1)::text || ' 00:00:00+00');
            EXCEPTION WHEN duplicate_table OR unique_violation OR invalid_object_definition THEN
                IF to_regclass(quote_ident("child")) IS NULL THEN
                    RAISE;
                END IF;
            END;
        END IF;
        "day" := "day" + 1;
    END LOOP;
END $$;

SELECT "ensure_day_partitions"('api_call', (CURRENT_DATE - 1)::date, (CURRENT_DATE + 7)::date);

-- Which of the given names an application's rollups may use: those it uses already, and new ones up to the cap.
CREATE FUNCTION "claim_rollup_names"("owner" UUID, "wanted_kind" TEXT, "wanted" TEXT[], "cap" INTEGER) RETURNS SETOF TEXT LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('rollup_name|' || "owner"::text || '|' || "wanted_kind", 0));
    INSERT INTO "rollup_name" ("application_id", "kind", "name")
    SELECT "owner", "wanted_kind", "n" FROM (SELECT DISTINCT unnest("wanted") AS "n") AS "new"
    WHERE NOT EXISTS (SELECT 1 FROM "rollup_name" r WHERE r."application_id" = "owner" AND r."kind" = "wanted_kind" AND r."name" = "n")
    LIMIT greatest(0, "cap" - (SELECT count(*)::int FROM "rollup_name" r WHERE r."application_id" = "owner" AND r."kind" = "wanted_kind"));
    RETURN QUERY SELECT r."name" FROM "rollup_name" r
    WHERE r."application_id" = "owner" AND r."kind" = "wanted_kind" AND r."name" = ANY("wanted");
END $$;

-- Drops the day partitions of a table that end at or before a day. Answers how many.
CREATE FUNCTION "drop_day_partitions"("parent" TEXT, "before_day" DATE) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    "child" RECORD;
    "dropped" INTEGER := 0;
BEGIN
    FOR "child" IN
        SELECT c.relname AS "name" FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass(quote_ident("parent")) AND c.relname ~ ('^' || "parent" || '_[0-9]{8}$')
          AND to_date(right(c.relname, 8), 'YYYYMMDD') < "before_day"
        ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', "child"."name");
        "dropped" := "dropped" + 1;
    END LOOP;
    RETURN "dropped";
END $$;
