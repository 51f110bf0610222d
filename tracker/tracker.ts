import { maxIdLength } from "@/lib/collector/limits";
import type { CollectorSettings } from "@/lib/collector/schema";
import { getDeviceId } from "./device";
import { createMessage, type Fields, isMessageType } from "./messages";
import { Outbox } from "./outbox";
import { readField, toId } from "./sanitize";
import { createUlid } from "./ulid";

/** The script /tracker.js of the websites. Replaces the snippet's `journy`. Never throws into the page. */

type Command = ArrayLike<unknown>;
type Journy = { (...command: unknown[]): void; q?: Command[]; isLoaded?: true };

const page = window as unknown as { journy?: Journy };
/** The script sends to the server that it is loaded from. */
const script = document.currentScript as HTMLScriptElement | null;

/** Commands before it is known whether this browser may be tracked. */
let queue: Command[] | undefined = [];
let send: ((message: Fields) => void) | undefined;
let isInitialized = false;

function run(command: Command): void {
  try {
    const [name, options] = [String(command[0]), command[1]];
    if (name === "init") init(options).catch(() => {});
    else if (!isMessageType(name)) console.warn(`journy: "${name}" is unknown.`);
    else if (!send) queue?.push(command);
    else {
      const message = createMessage(name, options);
      if (message) send(message);
    }
  } catch {
    // An error must not stop the page.
  }
}

async function init(options: unknown): Promise<void> {
  const trackerId = toId(readField(options, "trackerId"), maxIdLength);
  if (isInitialized || !script || !trackerId) return;
  isInitialized = true;
  const collector = new URL(`collect?trackerId=${encodeURIComponent(trackerId)}`, script.src).href;
  if (hasOptOutSignal() && (await honorsOptOut(collector))) {
    queue = undefined;
    return;
  }
  const deviceId = getDeviceId(toId(readField(options, "domain"), maxIdLength));
  const outbox = new Outbox(collector, `journy ${trackerId} `);
  send = (message) => outbox.add({ ...message, id: createUlid(), deviceId });
  const early = queue ?? [];
  queue = undefined;
  early.forEach(run);
}

function hasOptOutSignal(): boolean {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return doNotTrack === "1" || globalPrivacyControl === true;
}

/** Requested only by browsers with an opt-out signal. Without an answer, the signal is honored. */
async function honorsOptOut(collector: string): Promise<boolean> {
  try {
    const response = await fetch(collector, { credentials: "omit" });
    return ((await response.json()) as CollectorSettings).honorsOptOut !== false;
  } catch {
    return true;
  }
}

function start(): void {
  if (page.journy?.isLoaded) return;
  const early = page.journy?.q ?? [];
  const journy: Journy = (...command) => run(command);
  journy.isLoaded = true;
  page.journy = journy;
  for (const command of Array.from(early)) run(command);
}

try {
  start();
} catch {
  // The page has its own `journy`, which cannot be replaced.
}
