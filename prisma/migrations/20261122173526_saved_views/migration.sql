-- Lists that people saved: of the desk, as its users are, not of one application.
CREATE TABLE "saved_view" (
    "view_id" UUID NOT NULL,
    "screen" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "shared_with" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("view_id")
);

CREATE UNIQUE INDEX "saved_view_owner_id_screen_name_key" ON "saved_view"("owner_id", "screen", "name");
