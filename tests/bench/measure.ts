import autocannon from "autocannon";
import { CommandError } from "@/scripts/command/run-command";

/** What is sent over and over; a body that is made anew each time. */
export type Sent = { body: string | (() => string); headers?: Record<string, string> };

/** Something to ask for, at a full URL. What is sent, each connection sends in turn, from its own place on. */
export type Target = { name: string; url: string; key?: string; sent?: Sent[] };

type Load = { rounds: number; secondsPerTurn: number; connections: number };
export type Rates = Map<string, number[]>;

/** What is to be done after each turn, the first one too. */
type AfterTurn = (name: string, requests: number) => void;

/** Requests per second of each target, one figure a turn. The first turn warms up and does not count. */
export async function measure(targets: Target[], load: Load, afterTurn?: AfterTurn): Promise<Rates> {
  const rates: Rates = new Map(targets.map(({ name }) => [name, []]));
  for (let round = 0; round <= load.rounds; round += 1) {
    for (const { name, url, key, sent } of targets) {
      const shared = {
        ...(key && { "x-api-key": key }),
        ...(sent && { "content-type": "application/json" }),
      };
      const result = await autocannon({
        url,
        headers: shared,
        ...(sent && { setupClient: sendInTurn(sent, shared) }),
        connections: load.connections,
        duration: load.secondsPerTurn,
      });
      if (result.non2xx > 0 || result.errors > 0)
        throw new CommandError(`${name} failed ${result.non2xx + result.errors} requests.`);
      if (round > 0) rates.get(name)?.push(result.requests.total / result.duration);
      afterTurn?.(name, result.requests.total);
    }
    process.stdout.write(".");
  }
  return rates;
}

function sendInTurn(sent: Sent[], shared: Record<string, string>): (client: autocannon.Client) => void {
  let count = 0;
  return (client) => {
    const place = (count * 31) % sent.length;
    count += 1;
    const turned = [...sent.slice(place), ...sent.slice(0, place)];
    client.setRequests(turned.map((one) => toRequest(one, shared)));
  };
}

function toRequest({ body, headers }: Sent, shared: Record<string, string>): autocannon.Request {
  const request = { method: "POST", headers: { ...shared, ...headers } } as const;
  if (typeof body === "string") return { ...request, body };
  return { ...request, setupRequest: (one) => ({ ...one, body: body() }) };
}

/** Each turn of one beside the other's own turn: a slow minute of the machine slows both sides of the ratio. */
export function ratiosOf(rates: Rates, name: string, other: string): number[] {
  return (rates.get(other) ?? []).map((rate, turn) => (rates.get(name)?.[turn] ?? 0) / rate);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
