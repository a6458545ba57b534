ALTER TABLE "notification_rule" ADD COLUMN "updated_by" TEXT, ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "notification_target" ADD COLUMN "updated_by" TEXT, ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "notification_digest" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "saved_view" ADD COLUMN "updated_by" TEXT;
ALTER TABLE "secret" ADD COLUMN "updated_at" TIMESTAMPTZ(3), ADD COLUMN "updated_by" TEXT,
  ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
