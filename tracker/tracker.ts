import type { CollectorSettings } from "@/lib/collector/schema";
import { findDeviceId } from "./device";
import { Outbox } from "./outbox";
import { describePage } from "./page";
import { createUlid } from "./ulid";

/** What websites load as /tracker.js. It takes the place of the snippet's `journy`, and never throws into their pages. */

type Options = Record<string, unknown>;
type Command = ArrayLike<unknown>;
type Journy = { (...command: unknown[]): void; q?: Command[]; isLoaded?: true };

const page = window as unknown as { journy?: Journy };
/** The server that this script comes from is the one that it sends to. */
const script = document.currentScript as HTMLScriptElement | null;

/** Commands that wait until it is known whether this browser may be tracked. */
let waiting: Command[] | undefined = [];
let send: ((message: Options) => void) | undefined;
let hasBegun = false;
/** The proofs that came with accounts, for what happens in them. */
const proofs: Record<string, unknown> = {};

const messages: Record<string, (options: Options) => Options> = {
  pageview: () => ({ page: describePage() }),
  screen: (options) => ({ name: toText(options.name), ...accountOf(options), page: describePage() }),
  event: (options) => ({ name: toText(options.name), ...accountOf(options), metadata: options.metadata }),
  identify: ({ userId, email, verification, properties }) => ({
    ...{ userId: toText(userId), email: toText(email), verification, properties },
  }),
  account: ({ accountId, verification, properties }) => {
    const id = toText(accountId);
    if (id) proofs[id] = verification;
    return { accountId: id, verification, properties };
  },
};

function accountOf({ accountId, verification }: Options): Options {
  const id = toText(accountId);
  return { accountId: id, verification: verification ?? (id && proofs[id]) };
}

/** Ids are often numbers in a page, and are texts here. */
function toText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function run(command: Command): void {
  try {
    const [name, options] = [String(command[0]), (command[1] ?? {}) as Options];
    const toMessage = Object.keys(messages).includes(name) ? messages[name] : undefined;
    if (name === "init") init(options).catch(() => {});
    else if (!toMessage) console.warn(`journy: "${name}" is not known.`);
    else if (send) send({ type: name, ...toMessage(options) });
    else waiting?.push(command);
  } catch {
    // The page goes on without.
  }
}

async function init({ trackerId, domain }: Options): Promise<void> {
  if (hasBegun || !script || !trackerId) return;
  hasBegun = true;
  const collector = new URL(`collect?trackerId=${encodeURIComponent(String(trackerId))}`, script.src).href;
  if (asksNotToBeTracked() && (await isHonored(collector))) {
    waiting = undefined;
    return;
  }
  const deviceId = findDeviceId(toText(domain));
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

if (!page.journy?.isLoaded) {
  const early = page.journy?.q ?? [];
  const journy: Journy = (...command) => run(command);
  journy.isLoaded = true;
  page.journy = journy;
  for (const command of Array.from(early)) run(command);
}
