import autocannon from "autocannon";
import { CommandError } from "@/scripts/command/run-command";

/** A repeated request. The body is created for each one. */
export type Sent = { body: string | (() => string); headers?: Record<string, string> };

/** A full URL and its requests. Each connection sends them in turn, from a different start. */
export type Target = { name: string; url: string; key?: string; sent?: Sent[] };

type Load = { rounds: number; secondsPerTurn: number; connections: number };
export type Rates = Map<string, number[]>;

/** Called after each turn, including the first. */
type AfterTurn = (name: string, requests: number) => void | Promise<void>;

/** Requests per second of each target, one figure per turn. The first turn is a warm-up. */
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
      await afterTurn?.(name, result.requests.total);
    }
    process.stdout.write(".");
  }
  return rates;
}

function sendInTurn(sent: Sent[], shared: Record<string, string>): (client: autocannon.Client) => void {
  let count = 0;
  return (client) => {
    const start = (count * 31) % sent.length;
    count += 1;
    const rotated = [...sent.slice(start), ...sent.slice(0, start)];
    client.setRequests(rotated.map((item) => toRequest(item, shared)));
  };
}

function toRequest({ body, headers }: Sent, shared: Record<string, string>): autocannon.Request {
  const request = { method: "POST", headers: { ...shared, ...headers } } as const;
  if (typeof body === "string") return { ...request, body };
  return { ...request, setupRequest: (one) => ({ ...one, body: body() }) };
}

/** Ratios of adjacent turns: a slow minute of the machine slows both sides. */
export function getRatios(rates: Rates, name: string, other: string): number[] {
  return (rates.get(other) ?? []).map((rate, turn) => (rates.get(name)?.[turn] ?? 0) / rate);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
