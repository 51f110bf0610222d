ALTER TABLE "Workspace"
  ADD COLUMN "proofMinutes" SMALLINT,
  ADD COLUMN "requiresTwoFactor" BOOLEAN NOT NULL DEFAULT false;
