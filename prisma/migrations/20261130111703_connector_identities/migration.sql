-- AlterTable
ALTER TABLE "Connector" ADD COLUMN     "encryptedSecret" BYTEA,
ADD COLUMN     "renamesReservedTraits" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "verifiesIdentities" BOOLEAN NOT NULL DEFAULT false;
