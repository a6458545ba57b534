-- Work that somebody asked for over many rows at once, done by the worker.
CREATE TABLE "bulk_job" (
  "job_id" UUID NOT NULL,
  "application_id" UUID,
  "kind" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "actor" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "filter" JSONB NOT NULL,
  "change" JSONB NOT NULL,
  "total" INTEGER NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "started_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "error" TEXT,
  CONSTRAINT "bulk_job_pkey" PRIMARY KEY ("job_id")
);
CREATE INDEX "bulk_job_created_at_job_id_idx" ON "bulk_job"("created_at", "job_id");
-- What the worker asks for every second.
CREATE INDEX "bulk_job_unfinished_idx" ON "bulk_job"("due_at") WHERE "state" IN ('queued', 'running');

-- The selection, frozen when it was asked for, and what became of each row.
CREATE TABLE "bulk_job_row" (
  "application_id" UUID NOT NULL,
  "job_id" UUID NOT NULL,
  "position" INTEGER NOT NULL,
  "subject_id" TEXT NOT NULL,
  "revision" INTEGER,
  "outcome" TEXT,
  "detail" TEXT,
  "done_at" TIMESTAMPTZ(3),
  CONSTRAINT "bulk_job_row_pkey" PRIMARY KEY ("application_id", "job_id", "position")
);
CREATE INDEX "bulk_job_row_job_id_position_idx" ON "bulk_job_row"("job_id", "position");
CREATE INDEX "bulk_job_row_undone_idx" ON "bulk_job_row"("job_id", "position") WHERE "outcome" IS NULL;
