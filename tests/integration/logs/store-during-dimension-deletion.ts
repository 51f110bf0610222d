import { setTimeout as sleep } from "node:timers/promises";
import { storeCalls } from "@/lib/logs/write/store";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

/**
 * A process that stores expired calls, whose dimensions the maintenance deletes, then current calls of the same dimensions,
 * whose ids it prints. Processes of one workspace share the dimensions.
 */
const [workspaceId = "", applicationId = "", expired = ""] = process.argv.slice(2);
const rounds = 20;
const ids: string[] = [];
for (let round = 0; round < rounds; round += 1) {
  const make = (time: number) =>
    Array.from({ length: 20 }, (_, index) =>
      storedCall(
        { workspaceId, applicationId },
        { id: idAt(new Date(time)), ipAddress: `10.0.${round}.${index}` },
      ),
    );
  await storeCalls(make(Number(expired)));
  await sleep(60 * Math.random());
  const calls = make(Date.now());
  await storeCalls(calls);
  ids.push(...calls.map(({ id }) => id));
}
console.log(JSON.stringify(ids));
process.exit();
