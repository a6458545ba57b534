CREATE TABLE "application" (
    "application_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "api_key_ciphertext" BYTEA,
    "api_key_key_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "application_pkey" PRIMARY KEY ("application_id")
);

CREATE TABLE "secret" (
    "application_id" UUID NOT NULL,
    "secret_id" UUID NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retire_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),
    "last_verified_at" TIMESTAMPTZ(3),
    CONSTRAINT "secret_pkey" PRIMARY KEY ("application_id", "secret_id")
);

CREATE TABLE "borrower" (
    "application_id" UUID NOT NULL,
    "borrower_external_id" TEXT NOT NULL,
    "profile_ciphertext" BYTEA,
    "profile_key_id" TEXT,
    "mobile_hash" BYTEA,
    "pan_hash" BYTEA,
    "requested_amount" DECIMAL(14,2),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "borrower_pkey" PRIMARY KEY ("application_id", "borrower_external_id")
);

CREATE TABLE "journey" (
    "application_id" UUID NOT NULL,
    "journey_id" TEXT NOT NULL,
    "borrower_external_id" TEXT,
    "type" TEXT,
    "status" TEXT NOT NULL,
    "next_action" TEXT,
    "lender" TEXT,
    "version" BIGINT NOT NULL,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "webhook_version" BIGINT,
    "pulled_version" BIGINT,
    "pulled_at" TIMESTAMPTZ(3),
    "state" JSONB NOT NULL,
    "owner" TEXT NOT NULL DEFAULT 'none',
    "owner_reason" TEXT NOT NULL DEFAULT '',
    "stuck" BOOLEAN NOT NULL DEFAULT false,
    "stuck_since" TIMESTAMPTZ(3),
    "waiting_since" TIMESTAMPTZ(3) NOT NULL,
    "next_check_at" TIMESTAMPTZ(3),
    "detected_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "journey_pkey" PRIMARY KEY ("application_id", "journey_id")
);

CREATE TABLE "journey_event" (
    "application_id" UUID NOT NULL,
    "journey_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "event_key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "next_action" TEXT,
    "facts" JSONB NOT NULL,
    "delivery_id" UUID,
    CONSTRAINT "journey_event_pkey" PRIMARY KEY ("application_id", "journey_id", "sequence", "event_key")
);

CREATE TABLE "offer" (
    "application_id" UUID NOT NULL,
    "offer_id" TEXT NOT NULL,
    "journey_id" TEXT NOT NULL,
    "lender" TEXT,
    "status" TEXT,
    "aa_required" BOOLEAN,
    "aa_state" TEXT,
    "aa_session_id" TEXT,
    "proceeded_at" TIMESTAMPTZ(3),
    "locked" BOOLEAN,
    "listed" BOOLEAN NOT NULL DEFAULT true,
    "version" BIGINT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "platform_updated_at" TIMESTAMPTZ(3),
    CONSTRAINT "offer_pkey" PRIMARY KEY ("application_id", "offer_id")
);

CREATE TABLE "step" (
    "application_id" UUID NOT NULL,
    "offer_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "journey_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "action_required" TEXT,
    "resource" JSONB,
    "diagnostics" JSONB,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "platform_updated_at" TIMESTAMPTZ(3),
    CONSTRAINT "step_pkey" PRIMARY KEY ("application_id", "offer_id", "step_id")
);

CREATE TABLE "pending_operation" (
    "application_id" UUID NOT NULL,
    "journey_id" TEXT NOT NULL,
    "operation_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "offer_id" TEXT,
    "lender" TEXT,
    "attempts" INTEGER,
    "started_at" TIMESTAMPTZ(3),
    "since" TIMESTAMPTZ(3) NOT NULL,
    "platform_updated_at" TIMESTAMPTZ(3),
    CONSTRAINT "pending_operation_pkey" PRIMARY KEY ("application_id", "journey_id", "operation_id")
);

CREATE TABLE "aa_session" (
    "application_id" UUID NOT NULL,
    "aa_session_id" TEXT NOT NULL,
    "journey_id" TEXT NOT NULL,
    "offer_id" TEXT,
    "state" TEXT,
    "redirect_expires_at" TIMESTAMPTZ(3),
    "since" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "aa_session_pkey" PRIMARY KEY ("application_id", "aa_session_id")
);

CREATE TABLE "webhook_delivery" (
    "application_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "reported_delivery_id" TEXT,
    "event_id" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "verdict" TEXT NOT NULL,
    "cause" TEXT,
    "forensics" JSONB,
    "response_status" INTEGER,
    "processing" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "body_ciphertext" BYTEA,
    "body_key_id" TEXT,
    "body_size" INTEGER NOT NULL,
    "body_sha256" TEXT,
    "computed_signature" TEXT,
    "reported_outcome" TEXT,
    "sequence" BIGINT,
    "event_at" TIMESTAMPTZ(3),
    "journey_ids" TEXT[],
    "secret_id" UUID,
    "duration_ms" INTEGER,
    "stored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "extra" JSONB,
    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("application_id", "received_at", "id")
) PARTITION BY RANGE ("received_at");

CREATE TABLE "delivery_dedup" (
    "application_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "delivery_id" UUID NOT NULL,
    "body_sha256" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "delivery_dedup_pkey" PRIMARY KEY ("application_id", "kind", "key")
);

CREATE TABLE "refused_update" (
    "application_id" UUID NOT NULL,
    "journey_id" TEXT NOT NULL,
    "delivery_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "verdict" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "refused_update_pkey" PRIMARY KEY ("application_id", "journey_id", "delivery_id")
);

CREATE TABLE "refused_noise" (
    "application_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "kept" INTEGER NOT NULL DEFAULT 0,
    "counted" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "refused_noise_pkey" PRIMARY KEY ("application_id", "source", "minute")
);

CREATE TABLE "finding" (
    "application_id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "severity" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_detail" JSONB,
    "environment" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "occurrences" INTEGER NOT NULL,
    "episodes" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "rejected_causes" JSONB NOT NULL,
    "regressed" BOOLEAN NOT NULL DEFAULT false,
    "assignee" TEXT,
    "snooze_until" TIMESTAMPTZ(3),
    "note" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "digest" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "finding_pkey" PRIMARY KEY ("application_id", "finding_id")
);

CREATE TABLE "finding_evidence" (
    "application_id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3),
    "summary" TEXT NOT NULL,
    "ref" JSONB,
    CONSTRAINT "finding_evidence_pkey" PRIMARY KEY ("application_id", "finding_id", "position")
);

CREATE TABLE "detect_queue" (
    "id" BIGSERIAL NOT NULL,
    "application_id" UUID NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    CONSTRAINT "detect_queue_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "setting" (
    "application_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,
    CONSTRAINT "setting_pkey" PRIMARY KEY ("application_id", "key")
);

CREATE TABLE "desk_user" (
    "user_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" TEXT NOT NULL,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    CONSTRAINT "desk_user_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "token" (
    "token_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "application_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    CONSTRAINT "token_pkey" PRIMARY KEY ("token_id")
);

CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "application_id" UUID,
    "subject" TEXT,
    "detail" JSONB,
    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "job_state" (
    "name" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "job_state_pkey" PRIMARY KEY ("name")
);

CREATE INDEX "borrower_application_id_mobile_hash_idx" ON "borrower"("application_id", "mobile_hash");
CREATE INDEX "borrower_application_id_pan_hash_idx" ON "borrower"("application_id", "pan_hash");
CREATE INDEX "journey_application_id_borrower_external_id_idx" ON "journey"("application_id", "borrower_external_id");
CREATE INDEX "journey_application_id_status_waiting_since_idx" ON "journey"("application_id", "status", "waiting_since");
CREATE INDEX "journey_application_id_waiting_since_journey_id_idx" ON "journey"("application_id", "waiting_since", "journey_id");
CREATE INDEX "journey_application_id_event_at_idx" ON "journey"("application_id", "event_at");
CREATE INDEX "offer_application_id_journey_id_idx" ON "offer"("application_id", "journey_id");
CREATE INDEX "step_application_id_journey_id_idx" ON "step"("application_id", "journey_id");
CREATE INDEX "aa_session_application_id_journey_id_idx" ON "aa_session"("application_id", "journey_id");
CREATE INDEX "webhook_delivery_id_idx" ON "webhook_delivery"("id");
CREATE INDEX "webhook_delivery_application_id_event_id_idx" ON "webhook_delivery"("application_id", "event_id");
CREATE INDEX "webhook_delivery_application_id_reported_delivery_id_idx" ON "webhook_delivery"("application_id", "reported_delivery_id");
CREATE INDEX "webhook_delivery_application_id_verdict_received_at_idx" ON "webhook_delivery"("application_id", "verdict", "received_at");
CREATE INDEX "webhook_delivery_journey_ids_idx" ON "webhook_delivery" USING GIN ("journey_ids");
CREATE UNIQUE INDEX "finding_application_id_fingerprint_key" ON "finding"("application_id", "fingerprint");
CREATE INDEX "finding_application_id_subject_type_subject_id_idx" ON "finding"("application_id", "subject_type", "subject_id");
CREATE INDEX "finding_application_id_status_last_seen_at_idx" ON "finding"("application_id", "status", "last_seen_at");
CREATE INDEX "finding_application_id_last_seen_at_finding_id_idx" ON "finding"("application_id", "last_seen_at", "finding_id");
CREATE INDEX "detect_queue_due_at_idx" ON "detect_queue"("due_at");
CREATE UNIQUE INDEX "desk_user_email_key" ON "desk_user"("email");
CREATE UNIQUE INDEX "token_token_hash_key" ON "token"("token_hash");
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

ALTER TABLE "secret" ADD CONSTRAINT "secret_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("application_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "journey" ADD CONSTRAINT "journey_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("application_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Partial indexes for the open and the stuck; Prisma's schema language cannot say them.
CREATE INDEX "journey_stuck_idx" ON "journey"("application_id", "waiting_since") WHERE "stuck";
CREATE INDEX "journey_next_check_idx" ON "journey"("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_cause_idx" ON "webhook_delivery"("application_id", "cause", "received_at") WHERE "cause" IS NOT NULL;
CREATE INDEX "finding_open_idx" ON "finding"("application_id", "condition", "cause") WHERE "status" <> 'resolved';

-- Day partitions of a table ranged by received_at, made ahead and for history. Idempotent, safe to call concurrently.
CREATE FUNCTION "ensure_day_partitions"("parent" TEXT, "from_day" DATE, "to_day" DATE) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    "day" DATE := "from_day";
    "child" TEXT;
BEGIN
    WHILE "day" <= "to_day" LOOP
        "child" := "parent" || '_' || to_char("day", 'YYYYMMDD');
        IF to_regclass(quote_ident("child")) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext("child"));
            IF to_regclass(quote_ident("child")) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', "child", "parent",
                    "day"::text || ' 00:00:00+00', ("day" + 1)::text || ' 00:00:00+00');
            END IF;
        END IF;
        "day" := "day" + 1;
    END LOOP;
END $$;
SELECT "ensure_day_partitions"('webhook_delivery', (CURRENT_DATE - 35)::date, (CURRENT_DATE + 7)::date);
