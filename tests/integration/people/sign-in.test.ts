import { verify } from "@node-rs/argon2";
import { afterEach, expect, test, vi } from "vitest";
import { signIn } from "@/lib/auth/sign-in";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { createPerson, createPersonByIdentity } from "@/lib/people/mutations";
import { findPersonByIdentity } from "@/lib/people/queries";

vi.mock("@node-rs/argon2", { spy: true });

afterEach(() => void vi.mocked(verify).mockReset());

const password = "correct horse battery";

test("the right password signs in, whatever the case of the address", async () => {
  const { id, email } = await createAda();
  expect(await signIn({ email: email.toUpperCase(), password }, createClient())).toBe(id);
});

test("a wrong password, an unknown address and an account without a password have the same answer", async () => {
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
      { email: "not an address", password: "" },
    ].map((input) => refusalOf(signIn(input, createClient()))),
  );
  expect(new Set(answers.map(({ code, message }) => `${code}: ${message}`)).size).toBe(1);
});

test("a wrong password, an unknown address and an account without a password cost one verification with the same parameters", async () => {
  const { email } = await createAda();
  const withoutPassword = `${createId()}@example.com`;
  await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name: "G", email: withoutPassword },
  );
  for (const address of [email, `${createId()}@example.com`, withoutPassword]) {
    vi.mocked(verify).mockClear();
    await refusalOf(signIn({ email: address, password: "wrong" }, createClient()));
    expect(vi.mocked(verify).mock.calls).toEqual([
      [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), "wrong"],
    ]);
  }
});

test("after ten attempts a client has to wait for an address, and the right password does not help; others need not", async () => {
  const { id, email } = await createAda();
  const client = createClient();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await refusalOf(signIn({ email, password: "wrong" }, client));
  }
  const refusal = await refusalOf(signIn({ email, password }, client));
  expect(refusal.code).toBe("rate_limited");
  expect(refusal.message).toBe("There were too many attempts. Try again in 15 minutes.");
  expect(await signIn({ email, password }, createClient())).toBe(id);
});

test("after a hundred attempts of many clients an address has to wait", async () => {
  vi.mocked(verify).mockResolvedValue(false);
  const email = `${createId()}@example.com`;
  const attempts = Array.from({ length: 101 }, () =>
    refusalOf(signIn({ email, password: "wrong" }, createClient())),
  );
  const codes = (await Promise.all(attempts)).map(({ code }) => code);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(1);
});

test("signing in forgets the failed attempts before it", async () => {
  const { id, email } = await createAda();
  const client = createClient();
  for (let round = 0; round < 3; round += 1) {
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await refusalOf(signIn({ email, password: "wrong" }, client));
    }
    expect(await signIn({ email, password }, client)).toBe(id);
  }
});

test("one client may try fifty times, at however many addresses", async () => {
  vi.mocked(verify).mockResolvedValue(false);
  const client = createClient();
  const attempts = Array.from({ length: 51 }, () =>
    refusalOf(signIn({ email: `${createId()}@example.com`, password: "wrong" }, client)),
  );
  const codes = (await Promise.all(attempts)).map(({ code }) => code);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(1);
});

test("an address that has an account is not given to an identity that claims it", async () => {
  const { email } = await createAda();
  const externalId = createId();
  const refusal = await refusalOf(
    createPersonByIdentity({ provider: "google", externalId }, { name: "Mallory", email }),
  );
  expect(refusal.code).toBe("conflict");
  expect(await findPersonByIdentity("google", externalId)).toBeNull();
});

async function createAda() {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPerson({ name: "Ada", email, password, workspaceName: "Acme" });
  return { id, email };
}

/** An address of its own for each caller, so that the tests do not throttle each other. */
let clients = 0;
function createClient(): string {
  clients += 1;
  return `10.0.${clients >> 8}.${clients & 255}`;
}

async function refusalOf(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error;
}
