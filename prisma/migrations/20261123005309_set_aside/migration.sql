-- What detection failed on five times: few rows, looked for at every turn.
CREATE INDEX "detect_queue_set_aside_idx" ON "detect_queue" ("application_id", "subject_id") WHERE attempts >= 5;
