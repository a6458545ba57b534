-- The audit log: append-only, partitioned by month, one chain of hashes (docs/decisions/0063).
-- Writers insert drafts; when their transaction commits, each draft becomes the next entry of the chain.

ALTER TABLE "audit_entry" RENAME TO "audit_entry_before";
ALTER TABLE "audit_entry_before" RENAME CONSTRAINT "audit_entry_pkey" TO "audit_entry_before_pkey";
DROP INDEX "audit_entry_at_idx";

CREATE TABLE "audit_entry" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "id" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "application_id" UUID,
    "subject" TEXT,
    "reason" TEXT,
    "address" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "detail" JSONB,
    "hash" BYTEA NOT NULL,
    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("at", "id")
) PARTITION BY RANGE ("at");
CREATE INDEX "audit_entry_id_idx" ON "audit_entry"("id");
CREATE INDEX "audit_entry_actor_at_id_idx" ON "audit_entry"("actor", "at", "id");
CREATE INDEX "audit_entry_subject_at_id_idx" ON "audit_entry"("subject", "at", "id");
CREATE INDEX "audit_entry_action_at_id_idx" ON "audit_entry"("action", "at", "id");
CREATE INDEX "audit_entry_application_id_at_id_idx" ON "audit_entry"("application_id", "at", "id");

CREATE TABLE "audit_draft" (
    "draft_id" BIGSERIAL NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "application_id" UUID,
    "subject" TEXT,
    "reason" TEXT,
    "address" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "detail" JSONB,
    CONSTRAINT "audit_draft_pkey" PRIMARY KEY ("draft_id")
);

-- The end of the chain: one row, locked by whoever appends until its transaction is committed.
CREATE TABLE "audit_head" (
    "only" BOOLEAN NOT NULL DEFAULT TRUE CHECK ("only"),
    "id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hash" BYTEA NOT NULL,
    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("only")
) WITH (fillfactor = 10);

CREATE TABLE "audit_checkpoint" (
    "through" BIGINT NOT NULL,
    "key_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "signature" BYTEA NOT NULL,
    CONSTRAINT "audit_checkpoint_pkey" PRIMARY KEY ("through", "key_id")
);

CREATE FUNCTION "audit_field"("value" TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN "value" IS NULL THEN '-' ELSE octet_length(convert_to("value", 'UTF8')) || ':' || "value" END
$$;

-- The same as entryHash of lib/domain/audit-chain.ts, which checks it.
CREATE FUNCTION "audit_hash"("before" BYTEA, "entry" "audit_entry") RETURNS BYTEA LANGUAGE sql STABLE AS $$
    SELECT sha256("before" || convert_to(
        "audit_field"(("entry")."id"::text)
        || "audit_field"(to_char(("entry")."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        || "audit_field"(("entry")."actor") || "audit_field"(("entry")."actor_id"::text)
        || "audit_field"(("entry")."action") || "audit_field"(("entry")."application_id"::text)
        || "audit_field"(("entry")."subject") || "audit_field"(("entry")."reason")
        || "audit_field"(("entry")."address") || "audit_field"(("entry")."user_agent")
        || "audit_field"(("entry")."request_id") || "audit_field"(("entry")."detail"::text), 'UTF8'))
$$;

CREATE FUNCTION "refuse_audit_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- Nobody but the chain adds entries: an INSERT by hand is not within a trigger.
CREATE FUNCTION "refuse_audit_insert"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'Entries of the audit log are made by the chain: insert into audit_draft.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Months of the log, made ahead; idempotent. Runs with its owner's rights, as everything that changes the log does.
CREATE FUNCTION "ensure_audit_months"("from_day" DATE, "to_day" DATE) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    "month" DATE := date_trunc('month', "from_day")::date;
    "child" TEXT;
BEGIN
    WHILE "month" <= "to_day" LOOP
        "child" := 'audit_entry_' || to_char("month", 'YYYYMM');
        IF to_regclass("child") IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext("child"));
            IF to_regclass("child") IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF "audit_entry" FOR VALUES FROM (%L) TO (%L)', "child",
                    "month"::text || ' 00:00:00+00', ("month" + interval '1 month')::date::text || ' 00:00:00+00');
                EXECUTE format('CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"()', "child");
            END IF;
        END IF;
        "month" := ("month" + interval '1 month')::date;
    END LOOP;
END $$;

-- Whole months that lie before the day, the oldest first, each only behind a checkpoint of its last entry.
CREATE FUNCTION "drop_audit_months"("before" DATE) RETURNS INT LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    "child" TEXT;
    "last" BIGINT;
    "dropped" INT := 0;
BEGIN
    FOR "child" IN
        SELECT c."relname" FROM pg_inherits i JOIN pg_class c ON c."oid" = i."inhrelid"
        WHERE i."inhparent" = 'audit_entry'::regclass AND c."relname" < 'audit_entry_' || to_char("before", 'YYYYMM')
        ORDER BY 1
    LOOP
        EXECUTE format('SELECT max("id") FROM %I', "child") INTO "last";
        IF "last" IS NOT NULL AND NOT EXISTS (SELECT FROM "audit_checkpoint" WHERE "through" = "last") THEN
            RAISE EXCEPTION 'Month % of the audit log ends at entry %, which has no checkpoint.', "child", "last";
        END IF;
        EXECUTE format('DROP TABLE %I', "child");
        "dropped" := "dropped" + 1;
    END LOOP;
    RETURN "dropped";
END $$;

-- At commit, so that whoever appends waits for others' commits alone, never for their work.
CREATE FUNCTION "append_audit_entry"() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    "head" "audit_head";
    "entry" "audit_entry";
BEGIN
    SELECT * INTO STRICT "head" FROM "audit_head" FOR UPDATE;
    "entry"."at" := greatest("head"."at", clock_timestamp()::timestamptz(3));
    "entry"."id" := "head"."id" + 1;
    "entry"."actor" := NEW."actor";
    "entry"."actor_id" := NEW."actor_id";
    "entry"."action" := NEW."action";
    "entry"."application_id" := NEW."application_id";
    "entry"."subject" := NEW."subject";
    "entry"."reason" := NEW."reason";
    "entry"."address" := NEW."address";
    "entry"."user_agent" := NEW."user_agent";
    "entry"."request_id" := NEW."request_id";
    "entry"."detail" := NEW."detail";
    "entry"."hash" := "audit_hash"("head"."hash", "entry");
    PERFORM "ensure_audit_months"(("entry"."at" AT TIME ZONE 'UTC')::date, ("entry"."at" AT TIME ZONE 'UTC')::date);
    INSERT INTO "audit_entry" SELECT ("entry").*;
    UPDATE "audit_head" SET "id" = "entry"."id", "at" = "entry"."at", "hash" = "entry"."hash";
    DELETE FROM "audit_draft" WHERE "draft_id" = NEW."draft_id";
    RETURN NULL;
END $$;

-- What was written until now, in the order of its time.
DO $$
DECLARE
    "row" RECORD;
    "entry" "audit_entry";
    "before" BYTEA := decode(repeat('00', 32), 'hex');
    "first_day" DATE;
BEGIN
    SELECT (min("at") AT TIME ZONE 'UTC')::date INTO "first_day" FROM "audit_entry_before";
    PERFORM "ensure_audit_months"(coalesce("first_day", CURRENT_DATE), (CURRENT_DATE + interval '2 months')::date);
    "entry"."id" := 0;
    "entry"."at" := 'epoch';
    FOR "row" IN SELECT * FROM "audit_entry_before" ORDER BY "at", "id" LOOP
        "entry"."id" := "entry"."id" + 1;
        "entry"."at" := "row"."at";
        "entry"."actor" := "row"."actor";
        "entry"."action" := "row"."action";
        "entry"."application_id" := "row"."application_id";
        "entry"."subject" := "row"."subject";
        "entry"."detail" := "row"."detail";
        "entry"."hash" := "audit_hash"("before", "entry");
        INSERT INTO "audit_entry" SELECT ("entry").*;
        "before" := "entry"."hash";
    END LOOP;
    INSERT INTO "audit_head" ("id", "at", "hash") VALUES ("entry"."id", "entry"."at", "before");
END $$;
DROP TABLE "audit_entry_before";

CREATE CONSTRAINT TRIGGER "append_audit_entry" AFTER INSERT ON "audit_draft" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION "append_audit_entry"();
CREATE TRIGGER "refuse_insert" BEFORE INSERT ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_insert"();
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "audit_checkpoint" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "audit_checkpoint" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_removal" BEFORE DELETE ON "audit_head" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "audit_head" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
