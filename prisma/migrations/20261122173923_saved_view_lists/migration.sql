-- Lists are nullable in the models, as they are in the other tables.
ALTER TABLE "saved_view" ALTER COLUMN "shared_with" DROP NOT NULL;
