import { maxIdLength } from "@/lib/collector/limits";
import type { CollectorSettings } from "@/lib/collector/schema";
import { findDeviceId } from "./device";
import { createMessage, type Fields, isMessageType } from "./messages";
import { Outbox } from "./outbox";
import { readField, toId } from "./sanitize";
import { createUlid } from "./ulid";

/** What websites load as /tracker.js. It takes the place of the snippet's `journy`, and never throws into their pages. */

type Command = ArrayLike<unknown>;
type Journy = { (...command: unknown[]): void; q?: Command[]; isLoaded?: true };

const page = window as unknown as { journy?: Journy };
/** The server that this script comes from is the one that it sends to. */
const script = document.currentScript as HTMLScriptElement | null;

/** Commands that wait until it is known whether this browser may be tracked. */
let waiting: Command[] | undefined = [];
let send: ((message: Fields) => void) | undefined;
let hasBegun = false;

function run(command: Command): void {
  try {
    const [name, options] = [String(command[0]), command[1]];
    if (name === "init") init(options).catch(() => {});
    else if (!isMessageType(name)) console.warn(`journy: "${name}" is not known.`);
    else if (!send) waiting?.push(command);
    else {
      const message = createMessage(name, options);
      if (message) send(message);
    }
  } catch {
    // The page goes on without.
  }
}

async function init(options: unknown): Promise<void> {
  const trackerId = toId(readField(options, "trackerId"), maxIdLength);
  if (hasBegun || !script || !trackerId) return;
  hasBegun = true;
  const collector = new URL(`collect?trackerId=${encodeURIComponent(trackerId)}`, script.src).href;
  if (asksNotToBeTracked() && (await isHonored(collector))) {
    waiting = undefined;
    return;
  }
  const deviceId = findDeviceId(toId(readField(options, "domain"), maxIdLength));
  const outbox = new Outbox(collector, `journy ${trackerId} `);
  send = (message) => outbox.add({ ...message, id: createUlid(), deviceId });
  const early = waiting ?? [];
  waiting = undefined;
  early.forEach(run);
}

function asksNotToBeTracked(): boolean {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return doNotTrack === "1" || globalPrivacyControl === true;
}

/** Only a browser that asks not to be tracked has to know. Without an answer, it is left alone. */
async function isHonored(collector: string): Promise<boolean> {
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
