import { createId } from "@/lib/ids";
import { browser } from "@/tests/support/factories/site";
import { defineTrial } from "./support/trial";

const events = 1_010;
const identifies = 5;
const properties = 245;
const ownNames = 100;
/** Messages from one address, fewer than it may name in an hour. */
const perAddress = 50;

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
      const address = `198.51.100.${Math.floor(sent / perAddress)}`;
      sent += 1;
      const response = await fetch(`${server.url}/collect?trackerId=${trackerId}`, {
        method: "POST",
        headers: { "user-agent": browser, "x-forwarded-for": address },
        body: JSON.stringify({ id: createId(), deviceId: "forged", ...message }),
      });
      await response.text();
    };
    for (let i = 0; i < events; i += 1) await collect({ type: "event", name: `forged ${i}` });
    for (let i = 0; i < identifies; i += 1) {
      const names = Array.from({ length: properties }, (_, index) => [`forged ${i} ${index}`, index]);
      sent += perAddress;
      await collect({ type: "identify", userId: "forged", properties: Object.fromEntries(names) });
    }
    let taken = 0;
    for (let i = 0; i < ownNames; i += 1) {
      const response = await fetch(`${server.url}/api/track`, {
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/json" },
        body: JSON.stringify({ identification: { user: { userId: "own" } }, name: `own ${i}` }),
      });
      if (response.status === 201) taken += 1;
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
      { name: `new events of the API taken, of ${ownNames}`, value: taken, unit: "", atLeast: ownNames },
    ];
  },
});
