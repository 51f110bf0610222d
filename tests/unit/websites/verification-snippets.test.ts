import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createProofTabs } from "@/components/identity-verification/proof-tabs";
import { computeVerification } from "@/lib/identity-verification/verify";

/** Runs the shown code in each language, with the user id from ID, and prints the verification. */
const runners: Record<string, { program: string; option: string; wrap: (code: string) => string }> = {
  "Node.js": {
    program: process.execPath,
    option: "--input-type=module",
    wrap: (code) => `const userId = process.env.ID;\n${code}\nprocess.stdout.write(verification);`,
  },
  PHP: {
    program: "php",
    option: "-r",
    wrap: (code) => `$userId = getenv("ID");\n${code}\necho $verification;`,
  },
  Python: {
    program: "python3",
    option: "-c",
    wrap: (code) => `import os\nuser_id = os.environ["ID"]\n${code}\nprint(verification, end="")`,
  },
};
const secret = "a secret with ünïcode, $signs and 'quotes'";

describe.each(createProofTabs("CONNECTOR_SECRET"))(
  "the verification snippet for $name",
  ({ name, blocks }) => {
    const runner = runners[name];
    const code = blocks[0]?.code ?? "";

    it("has a runner in this test", () => {
      expect(runner).toBeDefined();
    });

    it.skipIf(!runner || !isInstalled(runner.program)).each(["20180", "kim@northwind.com", "a/ü 😀"])(
      "computes the verification of %j that the collector expects",
      (id) => {
        expect(run(id)).toBe(computeVerification(secret, { type: "user", value: id }));
      },
    );

    function run(id: string): string {
      const { program, option, wrap } = runner as (typeof runners)[string];
      const args = option.startsWith("--") ? [option, "-e", wrap(code)] : [option, wrap(code)];
      const env = { ...process.env, CONNECTOR_SECRET: secret, ID: id };
      return execFileSync(program, args, { env, encoding: "utf8" });
    }
  },
);

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
