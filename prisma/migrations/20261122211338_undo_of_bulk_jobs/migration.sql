ALTER TABLE "bulk_job" ADD COLUMN "undoes" UUID;
CREATE INDEX "bulk_job_undoes_idx" ON "bulk_job"("undoes");

ALTER TABLE "bulk_job_row" ADD COLUMN "before" JSONB;
