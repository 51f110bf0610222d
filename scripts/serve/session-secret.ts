import { join } from "node:path";
import { getDataFolder } from "../database/database";
import { getOrCreateSecret } from "./secret-file";

/** Returns the secret that the first start created. Null for a production database, which requires an explicit one. */
export function findSessionSecret(): string | null {
  if (process.env.NODE_ENV === "production" && process.env.DATABASE_URL) return null;
  return getOrCreateSecret(join(getDataFolder(), "nextauth-secret"), 32);
}
