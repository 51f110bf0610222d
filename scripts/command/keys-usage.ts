import { observationTime, restorableTime } from "@/lib/applications/rows";
import { permissionIds } from "@/lib/auth/permissions";
import { expiryPresets } from "@/lib/keys/expiry-presets";
import { day } from "@/lib/time";

/** The help of `npm run keys`. */
export const keysUsage = `Usage:
  npm run -s keys -- create  --workspace SLUG --name NAME --permissions all|ID,ID,… [--expires never|DAYS|DATE]
                                 [--allow-ips any|IP,RANGE,…] [--calls-per-minute N]
                                                      prints the new key, and nothing else
  npm run -s keys -- list    --workspace SLUG [--deleted]
  npm run -s keys -- disable --workspace SLUG --name NAME
  npm run -s keys -- enable  --workspace SLUG --name NAME
  npm run -s keys -- edit    --workspace SLUG --name NAME [--as NEW_NAME] [--permissions all|ID,ID,… [--observe]]
                                 [--expires never|DAYS|DATE] [--description TEXT] [--owner EMAIL|none]
                                                      changes what is given; --observe: calls that need a removed permission
                                                      still pass for ${observationTime / day} days, and are marked in the log
  npm run -s keys -- enforce --workspace SLUG --name NAME --permissions ID,…
  npm run -s keys -- keep    --workspace SLUG --name NAME --permissions ID,…
                                                      ends --observe: rejects the calls now, or grants the permissions again
  npm run -s keys -- restrict --workspace SLUG --name NAME [--allow-ips any|IP,RANGE,…] [--calls-per-minute N|workspace]
  npm run -s keys -- regenerate --workspace SLUG --name NAME [--overlap none|hour|day|week] [--expires …]
                                                      prints the new key; without --expires it lives about as long as the old one
  npm run -s keys -- overlap --workspace SLUG --name NAME --overlap none|hour|day|week
                                                      how long the old key still works from now on; none stops it
  npm run -s keys -- delete  --workspace SLUG --name NAME
  npm run -s keys -- restore --workspace SLUG --name NAME [--as NEW_NAME]
                                                      within ${restorableTime / day} days, with the same key

Permissions: ${permissionIds.join(", ")}
Expires:     never (the default), ${expiryPresets.join(", ")} (days), or the last day, such as 2027-12-31
Overlap:     how long the old key still works: none (the default), hour, day or week`;
