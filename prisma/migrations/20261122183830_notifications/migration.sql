-- Where findings are told. Targets and rules are of the desk, as its users are, not of one application.
CREATE TABLE "notification_target" (
    "target_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "address_ciphertext" BYTEA NOT NULL,
    "address_key_id" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "secret_ciphertext" BYTEA,
    "secret_key_id" TEXT,
    "allowed_host" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "notification_target_pkey" PRIMARY KEY ("target_id")
);
CREATE UNIQUE INDEX "notification_target_name_key" ON "notification_target"("name");

CREATE TABLE "notification_rule" (
    "rule_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "conditions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "severities" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "only_application_id" UUID,
    "environment" TEXT,
    "owner_role" TEXT,
    "target_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "pending_minutes" INTEGER NOT NULL DEFAULT 0,
    "keep_firing_minutes" INTEGER NOT NULL DEFAULT 5,
    "quiet_from" INTEGER,
    "quiet_to" INTEGER,
    "zone" TEXT NOT NULL DEFAULT 'Asia/Kolkata',
    "critical_always" BOOLEAN NOT NULL DEFAULT true,
    "recovery" BOOLEAN NOT NULL DEFAULT true,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "notification_rule_pkey" PRIMARY KEY ("rule_id")
);
CREATE UNIQUE INDEX "notification_rule_name_key" ON "notification_rule"("name");

CREATE TABLE "notification_digest" (
    "role" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "at_minute" INTEGER NOT NULL,
    "zone" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,
    "last_day" TEXT,
    "last_outcome" TEXT,
    CONSTRAINT "notification_digest_pkey" PRIMARY KEY ("role")
);

-- What a rule told of one cause: findings of one application, environment, condition and cause together.
CREATE TABLE "notification_group" (
    "application_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "group_key" TEXT NOT NULL,
    "episode" INTEGER NOT NULL,
    "fired_at" TIMESTAMPTZ(3),
    "held_since" TIMESTAMPTZ(3),
    "clear_since" TIMESTAMPTZ(3),
    "told_count" INTEGER NOT NULL DEFAULT 0,
    "told_severity" TEXT,
    CONSTRAINT "notification_group_pkey" PRIMARY KEY ("application_id", "rule_id", "group_key")
);

-- The outbox and its log. Written in the transaction that decided it; the dedup key makes a second one impossible.
CREATE TABLE "notification_delivery" (
    "application_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "dedup_key" TEXT NOT NULL,
    "thread" TEXT NOT NULL,
    "episode" INTEGER NOT NULL DEFAULT 0,
    "target_id" UUID,
    "user_id" UUID,
    "rule_id" UUID,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "response_status" INTEGER,
    "error" TEXT,
    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("application_id", "delivery_id")
);
CREATE UNIQUE INDEX "notification_delivery_application_id_dedup_key_key" ON "notification_delivery"("application_id", "dedup_key");
CREATE INDEX "notification_delivery_created_at_delivery_id_idx" ON "notification_delivery"("created_at", "delivery_id");
CREATE INDEX "notification_delivery_application_id_thread_idx" ON "notification_delivery"("application_id", "thread");
CREATE INDEX "notification_delivery_due" ON "notification_delivery"("due_at") WHERE "state" IN ('queued', 'sending');
