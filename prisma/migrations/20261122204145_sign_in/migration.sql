-- A signed-in browser. The cookie names it; whether it still holds is read here on each request.
CREATE TABLE "user_session" (
    "session_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "session_version" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "browser" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    CONSTRAINT "user_session_pkey" PRIMARY KEY ("session_id")
);
CREATE INDEX "user_session_user_id_created_at_idx" ON "user_session"("user_id", "created_at");
CREATE INDEX "user_session_expires_at_idx" ON "user_session"("expires_at");

-- Attempts to sign in, by a digest of who tried; shared by every web process. Columns as rate-limiter-flexible has them.
CREATE TABLE "sign_in_attempt" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,
    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "user_totp" (
    "user_id" UUID NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT "user_totp_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "user_recovery_code" (
    "user_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    CONSTRAINT "user_recovery_code_pkey" PRIMARY KEY ("user_id", "code_hash")
);

-- Who the person is at the identity provider: issuer and subject.
ALTER TABLE "desk_user" ADD COLUMN "sso_subject" TEXT;
CREATE UNIQUE INDEX "desk_user_sso_subject_key" ON "desk_user"("sso_subject");
