-- Whose deliveries verified, by a keyed hash of the sender's public address: a failure of such a sender is no noise.
CREATE TABLE "known_source" (
    "application_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "known_source_pkey" PRIMARY KEY ("application_id", "source")
);
