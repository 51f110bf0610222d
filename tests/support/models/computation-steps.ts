import type { ComputationBody, ComputationForm } from "@/lib/computations/schema/computation";
import { anyBody, type Referents, resolveReferences, sentProperties } from "./computation-drafts";
import type { Kind } from "./computation-model";
import { anyContactWrite, type ContactWrite } from "./computation-writes";
import { fc } from "./properties";
import { timeZones } from "./time-zones";

export type ComputationStep =
  | { do: "write"; write: ContactWrite }
  /** As a value from before the type of the property was known. */
  | { do: "storeWrongType"; kind: Kind; name: string; value: unknown }
  /** Changes an existing computation of the type if `index` is not null and there is one. */
  | { do: "save"; kind: Kind; body: ComputationBody; index: number | null }
  | { do: "delete"; index: number }
  | { do: "reorder"; kind: Kind }
  | { do: "changeTimeZone"; timeZone: string }
  | {
      do: "drain";
      /** Milliseconds, or to the first time that a contact is due. */
      jump: "none" | "beforeDue" | "due" | number;
      workers: 1 | 2;
      /** Milliseconds after which all connections are lost. */
      losesConnection: number | null;
    };

const hour = 3_600_000;

export function anyStep(base: number): fc.Arbitrary<ComputationStep> {
  const kind = fc.constantFrom("user" as const, "account" as const);
  const jump = fc.oneof(
    fc.constantFrom("none" as const, "beforeDue" as const, "due" as const),
    fc.integer({ min: 1, max: 3 * hour }),
    fc.integer({ min: 1, max: 12 }).map((days) => days * 24 * hour),
  );
  const save = kind.chain((one) =>
    fc.record({
      do: fc.constant("save" as const),
      kind: fc.constant(one),
      body: anyBody(one, base),
      index: fc.option(fc.nat(5)),
    }),
  );
  return fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ do: fc.constant("write" as const), write: anyContactWrite(base) }),
    },
    { weight: 5, arbitrary: save },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("drain" as const),
        jump,
        workers: fc.constantFrom(1 as const, 2 as const),
        losesConnection: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), index: fc.nat(10) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("reorder" as const), kind }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("changeTimeZone" as const),
        timeZone: fc.constantFrom(...timeZones),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("storeWrongType" as const),
        kind,
        name: fc.constantFrom(...sentProperties),
        value: fc.constantFrom<unknown>("text", 7, true, ["a"], "2026-11-24", "9999-12-31"),
      }),
    },
  );
}

type Existing = Referents[number] & { name: string; version: number };

/** The form of a save. References are replaced by existing computations. */
export function toForm(
  { kind, body, index }: ComputationStep & { do: "save" },
  existing: Existing[],
  newName: string,
): ComputationForm {
  const ofType = existing.filter((one) => one.kind === kind && one.type === body.type);
  const edited = index === null ? undefined : ofType[index % ofType.length];
  return {
    id: edited?.id ?? null,
    version: edited?.version ?? null,
    kind,
    name: edited?.name ?? newName,
    description: "",
    body: resolveReferences(kind, body, existing),
  };
}
