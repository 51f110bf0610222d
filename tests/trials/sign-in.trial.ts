import { measureDuring } from "./support/latency";
import { defineTrial } from "./support/trial";

const people = 50;
const rounds = 4;

export default defineTrial({
  title: "answers API calls while 50 people sign in at the same time",
  env: { TRUST_PROXY: "on" },
  run: async ({ server, createApplication }) => {
    const { key } = await createApplication();
    const probe = { url: `${server.url}/api/validate`, headers: { "x-api-key": key } };
    // The first sign-in compiles code.
    await signIn(server.url, 0, 0);
    const statuses: number[] = [];
    const latencies = await measureDuring(probe, async () => {
      for (let round = 1; round <= rounds; round += 1) {
        const attempts = Array.from({ length: people }, (_, person) => signIn(server.url, round, person));
        statuses.push(...(await Promise.all(attempts)));
      }
    });
    return [
      { name: "p95 of an API call", value: latencies.percentile(95), unit: "ms", atMost: 150 },
      {
        name: "sign-ins whose password was verified",
        value: statuses.filter((status) => status === 401).length,
        unit: "",
        atLeast: people * rounds,
      },
    ];
  },
});

/** Signs in an unknown person from a new IP address. Their password check takes as long as a known person's. */
async function signIn(url: string, round: number, person: number): Promise<number> {
  const client = { "x-forwarded-for": `10.${round}.0.${person}` };
  const csrf = await fetch(`${url}/api/auth/csrf`, { headers: client });
  const cookie = csrf.headers
    .getSetCookie()
    .map((header) => header.split(";", 1)[0])
    .join("; ");
  const { csrfToken } = await csrf.json();
  const email = `person-${round}-${person}@example.com`;
  const body = new URLSearchParams({ email, password: "wrong", csrfToken, json: "true" });
  const headers = { ...client, cookie };
  const response = await fetch(`${url}/api/auth/callback/credentials`, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}
