-- Which applications a person may see. Whoever is known already sees every one, as before.
ALTER TABLE "desk_user" ADD COLUMN "every_application" BOOLEAN NOT NULL DEFAULT true;

CREATE TABLE "user_application" (
  "application_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  PRIMARY KEY ("application_id", "user_id"),
  FOREIGN KEY ("application_id") REFERENCES "application" ("application_id") ON DELETE CASCADE,
  FOREIGN KEY ("user_id") REFERENCES "desk_user" ("user_id") ON DELETE CASCADE
);

CREATE INDEX ON "user_application" ("user_id");
