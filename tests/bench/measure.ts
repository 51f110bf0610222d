import autocannon from "autocannon";
import { Failure } from "@/scripts/failure";

/** Something to ask for, at a full URL. With bodies, each connection sends them one after the other, from its own place on. */
export type Target = { name: string; url: string; key: string; bodies?: string[] };

type Load = { rounds: number; secondsPerTurn: number; connections: number };
type Rates = Map<string, number[]>;

/** Requests per second of each target, one figure a turn. The first turn warms up and does not count. */
export async function measure(targets: Target[], load: Load): Promise<Rates> {
  const rates: Rates = new Map(targets.map(({ name }) => [name, []]));
  for (let round = 0; round <= load.rounds; round += 1) {
    for (const { name, url, key, bodies } of targets) {
      const result = await autocannon({
        url,
        headers: { "x-api-key": key, ...(bodies && { "content-type": "application/json" }) },
        ...(bodies && { setupClient: sendInTurn(bodies) }),
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

function sendInTurn(bodies: string[]): (client: autocannon.Client) => void {
  let count = 0;
  return (client) => {
    const place = (count * 31) % bodies.length;
    count += 1;
    const turned = [...bodies.slice(place), ...bodies.slice(0, place)];
    client.setRequests(turned.map((body) => ({ method: "POST", body })));
  };
}

/** Each turn of one beside the other's own turn: a slow minute of the machine slows both sides of the ratio. */
export function ratiosOf(rates: Rates, name: string, other: string): number[] {
  return (rates.get(other) ?? []).map((rate, turn) => (rates.get(name)?.[turn] ?? 0) / rate);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
