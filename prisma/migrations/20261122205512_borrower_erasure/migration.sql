-- Set when a borrower was erased: the row stays, so that what comes later is not kept either.
ALTER TABLE "borrower" ADD COLUMN "erased_at" TIMESTAMPTZ(3);
