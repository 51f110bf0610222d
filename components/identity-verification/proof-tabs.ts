import type { CodeTab } from "@/components/ui/code/code-tabs";

/**
 * HMAC-SHA256 of "user:" and the id, in hex, for each language that has an SDK. `variable` holds the secret. A page with the
 * code of several sources names each by its `label`.
 */
export function createProofTabs(variable: string, label = "Verification"): CodeTab[] {
  return [
    {
      name: "Node.js",
      blocks: [
        {
          label: `${label} with Node.js`,
          code: `import { createHmac } from "node:crypto";

const secret = process.env.${variable};
const verification = createHmac("sha256", secret)
  .update("user:" + userId)
  .digest("hex");`,
        },
      ],
    },
    {
      name: "PHP",
      blocks: [
        {
          label: `${label} with PHP`,
          code: `$secret = getenv("${variable}");
$verification = hash_hmac("sha256", "user:$userId", $secret);`,
        },
      ],
    },
    {
      name: "Python",
      blocks: [
        {
          label: `${label} with Python`,
          code: `import hashlib
import hmac
import os

secret = os.environ["${variable}"].encode()
claim = f"user:{user_id}".encode()
proof = hmac.new(secret, claim, hashlib.sha256)
verification = proof.hexdigest()`,
        },
      ],
    },
  ];
}
