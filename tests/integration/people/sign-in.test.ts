import { verify } from "@node-rs/argon2";
import { afterEach, expect, test, vi } from "vitest";
import { addKnownDevice, type DeviceOwner, findKnownDevice } from "@/lib/auth/known-devices";
import { type SignInSource, signIn } from "@/lib/auth/sign-in";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { createPerson, createPersonByIdentity } from "@/lib/people/mutations";
import { findCredentialsById, findPersonByIdentity } from "@/lib/people/queries";

vi.mock("@node-rs/argon2", { spy: true });

afterEach(() => void vi.mocked(verify).mockReset());

const password = "correct horse battery";

test("signs in with the right password and the email in any case", async () => {
  const { id, email } = await createAda();
  expect(await signIn({ email: email.toUpperCase(), password }, createClient())).toMatchObject({ id });
});

test("returns the same error for a wrong password, an unknown email and an account without a password", async () => {
  const { email } = await createAda();
  const withoutPassword = `${createId()}@example.com`;
  await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name: "G", email: withoutPassword },
  );
  const answers = await Promise.all(
    [
      { email, password: "wrong" },
      { email: "nobody@example.com", password },
      { email: withoutPassword, password },
      { email: "not an email", password: "" },
    ].map((input) => getRejection(signIn(input, createClient()))),
  );
  expect(new Set(answers.map(({ code, message }) => `${code}: ${message}`)).size).toBe(1);
});

test("verifies one hash with the same parameters for a wrong password, an unknown email and an account without a password", async () => {
  const { email } = await createAda();
  const withoutPassword = `${createId()}@example.com`;
  await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name: "G", email: withoutPassword },
  );
  for (const candidate of [email, `${createId()}@example.com`, withoutPassword]) {
    vi.mocked(verify).mockClear();
    await getRejection(signIn({ email: candidate, password: "wrong" }, createClient()));
    expect(vi.mocked(verify).mock.calls).toEqual([
      [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), "wrong"],
    ]);
  }
});

test("a client with five wrong passwords waits for that account only, and other clients do not wait", async () => {
  const [ada, grace] = [await createAda(), await createAda()];
  const client = createClient();
  for (let attempt = 0; attempt < 5; attempt += 1) await rejectWrongPassword(ada.email, client);
  const rejection = await getRejection(signIn({ email: ada.email, password }, client));
  expect(rejection.code).toBe("rate_limited");
  expect(rejection.message).toBe("Too many attempts. Wait 3 minutes, then try again.");
  expect(await signIn({ email: ada.email, password }, createClient())).toMatchObject({ id: ada.id });
  expect(await signIn({ email: grace.email, password }, client)).toMatchObject({ id: grace.id });
});

test("a known device signs in after 100 wrong passwords from 10 IP addresses, including its own", async () => {
  const { id, email } = await createAda();
  const deviceCookie = addKnownDevice(undefined, await findOwner(id));
  const clients = Array.from({ length: 10 }, createClient);
  vi.mocked(verify).mockResolvedValue(false);
  const attempts = Array.from({ length: 100 }, (_, index) => clients[index % 10] as SignInSource);
  await Promise.all(attempts.map((client) => rejectWrongPassword(email, client)));
  vi.mocked(verify).mockReset();
  expect(await signIn({ email, password }, { ...(clients[0] as SignInSource), deviceCookie })).toMatchObject({
    id,
  });
  expect(await rejectWrongPassword(email, createClient())).toMatchObject({ code: "rate_limited" });
});

test("a device stays known until the password or session version changes", async () => {
  const { id } = await createAda();
  const owner = await findOwner(id);
  const cookie = addKnownDevice(undefined, owner);
  expect(findKnownDevice(cookie, owner)).not.toBeNull();
  expect(findKnownDevice(cookie, { ...owner, passwordHash: "another" })).toBeNull();
  expect(findKnownDevice(cookie, { ...owner, sessionVersion: owner.sessionVersion + 1 })).toBeNull();
  expect(findKnownDevice(cookie, { ...owner, id: createId() })).toBeNull();
});

test("a browser stays known for the last five people, with a new id at each sign-in", async () => {
  const people = Array.from({ length: 6 }, () => ({
    id: createId(),
    passwordHash: "hash",
    sessionVersion: 1,
  }));
  const [first, second] = people as [DeviceOwner, DeviceOwner];
  const cookie = people.reduce<string | undefined>(addKnownDevice, undefined) ?? "";
  expect(people.map((owner) => findKnownDevice(cookie, owner) !== null)).toEqual([
    false,
    ...Array(5).fill(true),
  ]);
  const next = addKnownDevice(cookie, second);
  expect(next.split("~")).toHaveLength(5);
  expect(findKnownDevice(next, second)).not.toBe(findKnownDevice(cookie, second));
  for (const junk of [
    "",
    "~",
    ".",
    "x.y",
    `${"8".repeat(26)}.${"a".repeat(43)}`,
    cookie.replaceAll(".", "~"),
  ])
    expect(findKnownDevice(junk, first)).toBeNull();
});

test("does not count attempts with the right password", async () => {
  const { id, email } = await createAda();
  const client = createClient();
  for (let attempt = 0; attempt < 12; attempt += 1)
    expect(await signIn({ email, password }, client)).toMatchObject({ id });
});

test("returns 503 without counting the attempt when too many passwords are waiting", async () => {
  const { id, email } = await createAda();
  let open = () => {};
  const gate = new Promise<boolean>((resolve) => {
    open = () => resolve(false);
  });
  vi.mocked(verify).mockImplementation(() => gate);
  let rejected = 0;
  const waiting = Array.from({ length: 120 }, async () => {
    await rejectWrongPassword(`${createId()}@example.com`, createClient());
    rejected += 1;
  });
  // One or two run, and 100 wait.
  await expect.poll(() => rejected).toBeGreaterThanOrEqual(18);
  const client = createClient();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const rejection = await rejectWrongPassword(email, client);
    expect(rejection).toMatchObject({ code: "unavailable", details: { headers: { "retry-after": "5" } } });
  }
  open();
  await Promise.all(waiting);
  vi.mocked(verify).mockReset();
  expect(await signIn({ email, password }, client)).toMatchObject({ id });
});

test("rejects a provider identity whose email already has an account", async () => {
  const { email } = await createAda();
  const externalId = createId();
  const rejection = await getRejection(
    createPersonByIdentity({ provider: "google", externalId }, { name: "Mallory", email }),
  );
  expect(rejection.code).toBe("conflict");
  expect(await findPersonByIdentity("google", externalId)).toBeNull();
});

async function createAda() {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPerson({ name: "Ada", email, password, workspaceName: "Acme" });
  return { id, email };
}

/** Returns a new IP address for each call, so that tests do not share throttle limits. */
let clients = 0;
function createClient(): SignInSource {
  clients += 1;
  return { ipAddress: `10.0.${clients >> 8}.${clients & 255}` };
}

async function findOwner(personId: string): Promise<DeviceOwner> {
  const owner = await findCredentialsById(personId);
  if (!owner) throw new Error("The person is missing.");
  return owner;
}

function rejectWrongPassword(email: string, client: SignInSource): Promise<AppError> {
  return getRejection(signIn({ email, password: "wrong" }, client));
}

async function getRejection(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error;
}
