import "server-only";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** Bodies that are read before their key is known, and may take `maxRequestBytes` each: together, and of one client. */
const maxBodies = 128;
const maxBodiesOfClient = 16;
/** A body that takes longer is cancelled once its place is needed: a phone with a slow connection keeps it until then. */
const minTime = 10 * second;

type Body = { client: string; startedAt: number; cancel: (error: AppError) => void };

/** In the order of their starts. */
const bodies = singleton("bodies without a key", () => new Set<Body>());

/** Reads a body whose key is not known yet. Rejects with 503 if there are too many, or once a newer body takes its place. */
export async function readUnknownBody(client: string, read: () => Promise<Buffer>): Promise<Buffer> {
  makeRoom(client);
  const body: Body = { client, startedAt: performance.now(), cancel: () => {} };
  const cancelled = new Promise<never>((_, reject) => {
    body.cancel = reject;
  });
  bodies.add(body);
  try {
    return await Promise.race([read(), cancelled]);
  } finally {
    bodies.delete(body);
  }
}

/** Cancels the oldest body that stands in the way. Throws if none is old enough. */
function makeRoom(client: string): void {
  const own = [...bodies].filter((body) => body.client === client);
  if (own.length < maxBodiesOfClient && bodies.size < maxBodies) return;
  const [oldest] = own.length < maxBodiesOfClient ? bodies : own;
  if (!oldest || performance.now() - oldest.startedAt < minTime)
    throw retryLater("Too many concurrent requests without a write key in their headers.");
  bodies.delete(oldest);
  oldest.cancel(retryLater("The body took too long to arrive."));
}

function retryLater(problem: string): AppError {
  return new AppError("unavailable", `${problem} Retry in a second.`, { headers: { "retry-after": "1" } });
}
