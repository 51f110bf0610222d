import { test as base } from "@playwright/test";

/**
 * `CPU_THROTTLE=4` slows the renderer of every page four times, as a busy or an old machine does: a flow that passes
 * at full speed only depends on time.
 */
const throttle = Number(process.env.CPU_THROTTLE ?? 1);

export const test = base.extend<{ throttledCpu: undefined }>({
  throttledCpu: [
    async ({ context }, use) => {
      if (throttle > 1)
        context.on("page", async (page) => {
          const session = await context.newCDPSession(page);
          await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
        });
      await use(undefined);
    },
    { auto: true },
  ],
});
