import { z } from "zod";

export const Segment = z.object({ id: z.string(), name: z.string() });
export type Segment = z.infer<typeof Segment>;
