-- One cause behind many findings, its findings, and the journeys that it reaches. docs/decisions/0054.
CREATE TABLE "incident" (
    "application_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "condition" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "reasons" TEXT[],
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "incident_pkey" PRIMARY KEY ("application_id", "incident_id")
);
CREATE INDEX "incident_application_id_status_from_at_idx" ON "incident"("application_id", "status", "from_at");

CREATE TABLE "incident_finding" (
    "application_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    CONSTRAINT "incident_finding_pkey" PRIMARY KEY ("application_id", "incident_id", "finding_id")
);
CREATE INDEX "incident_finding_application_id_finding_id_idx" ON "incident_finding"("application_id", "finding_id");

CREATE TABLE "incident_journey" (
    "application_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "journey_id" TEXT NOT NULL,
    CONSTRAINT "incident_journey_pkey" PRIMARY KEY ("application_id", "incident_id", "journey_id")
);

-- Open pages that show findings show these.
CREATE TRIGGER "note_insert" AFTER INSERT ON "incident" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_findings');
CREATE TRIGGER "note_update" AFTER UPDATE ON "incident" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_findings');
