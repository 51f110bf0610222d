import autocannon from "autocannon";
import { Failure } from "@/scripts/failure";
import type { Contender } from "./contender";

type Load = { path: string; key: string; rounds: number; secondsPerTurn: number; connections: number };

/** Requests per second of each contender, one figure a turn. The first turn warms up and does not count. */
export async function measure(contenders: Contender[], load: Load): Promise<Map<string, number[]>> {
  const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= load.rounds; round += 1) {
    for (const { name, url } of contenders) {
      const result = await autocannon({
        url: url + load.path,
        headers: { "x-api-key": load.key },
        connections: load.connections,
        duration: load.secondsPerTurn,
      });
      if (result.non2xx > 0 || result.errors > 0)
        throw new Failure(`${name} failed ${result.non2xx + result.errors} requests.`);
      if (round > 0) rates.get(name)?.push(result.requests.total / result.duration);
    }
    process.stdout.write(".");
  }
  return rates;
}
