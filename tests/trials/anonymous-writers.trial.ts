import { createId } from "@/lib/ids";
import { browser } from "@/tests/support/factories/site";
import { defineTrial } from "./support/trial";

const events = 1_010;
const identifies = 5;
const properties = 245;
const ownNames = 100;
/** Messages per IP address: below the hourly limit of new names. */
const perIp = 50;

export default defineTrial({
  title: "leaves the API's definitions alone when visitors of a website send new names",
  env: { TRUST_PROXY: "on" },
  run: async ({ server, createApplication }) => {
    const { prisma } = await import("@/lib/db/prisma");
    const { workspaceId, key } = await createApplication();
    const [id, trackerId] = [createId(), createId()];
    await prisma.website.create({
      data: { workspaceId, id, trackerId, domain: `${id.toLowerCase()}.com`, allowsAnyDomain: true },
    });
    let sent = 0;
    const collect = async (message: object) => {
      const ip = `198.51.100.${Math.floor(sent / perIp)}`;
      sent += 1;
      const response = await fetch(`${server.url}/collect?trackerId=${trackerId}`, {
        method: "POST",
        headers: { "user-agent": browser, "x-forwarded-for": ip },
        body: JSON.stringify({ id: createId(), deviceId: "forged", ...message }),
      });
      await response.text();
    };
    for (let i = 0; i < events; i += 1) await collect({ type: "event", name: `forged ${i}` });
    for (let i = 0; i < identifies; i += 1) {
      const names = Array.from({ length: properties }, (_, index) => [`forged ${i} ${index}`, index]);
      sent += perIp;
      await collect({ type: "identify", userId: "forged", properties: Object.fromEntries(names) });
    }
    let accepted = 0;
    for (let i = 0; i < ownNames; i += 1) {
      const response = await fetch(`${server.url}/api/track`, {
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/json" },
        body: JSON.stringify({ identification: { user: { userId: "own" } }, name: `own ${i}` }),
      });
      if (response.status === 201) accepted += 1;
      await response.text();
    }
    const forged = { workspaceId, websiteId: id };
    const [forgedEvents, forgedProperties] = await Promise.all([
      prisma.eventDefinition.count({ where: forged }),
      prisma.property.count({ where: { ...forged, kind: "user" } }),
    ]);
    return [
      { name: `events defined by ${events} forged ones`, value: forgedEvents, unit: "", atMost: 200 },
      {
        name: `properties defined by ${identifies} × ${properties} forged ones`,
        value: forgedProperties,
        unit: "",
        atMost: 200,
      },
      {
        name: `new events of the API accepted, of ${ownNames}`,
        value: accepted,
        unit: "",
        atLeast: ownNames,
      },
    ];
  },
});
