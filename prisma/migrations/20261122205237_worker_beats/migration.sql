-- What each worker last said of itself: a process of its own that nobody can ask. docs/decisions/0064.
CREATE TABLE "worker_beat" (
    "worker_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT NOT NULL,
    "vitals" JSONB NOT NULL,
    CONSTRAINT "worker_beat_pkey" PRIMARY KEY ("worker_id")
);
