import { z } from "zod";
import { ContactKindInput } from "@/lib/computations/schema/computation";
import { AccountId, exampleAccount } from "@/lib/contacts/schema/account";
import { exampleUser, UserId } from "@/lib/contacts/schema/user";
import { asFilter, pageQuery } from "@/lib/page";
import { Text } from "@/lib/text/text";
import { Timestamp, TimestampParameter } from "@/lib/timestamp";

/** The examples in the docs, which the contract tests send. */
export const exampleSegmentIds = {
  user: "01JD9Z2Q8B5N7M3K1H6G4F0D9C",
  account: "01JD9Z2Q8B5N7M3K1H6G4F0D9D",
};

export const Segment = z
  .object({ id: z.string(), name: z.string() })
  .meta({ example: { id: exampleSegmentIds.user, name: "Active this week" } });
export type Segment = z.infer<typeof Segment>;

function segmentIdOf(kind: keyof typeof exampleSegmentIds) {
  return Text(1, 100).meta({ description: "The id of the segment.", example: exampleSegmentIds[kind] });
}

export const SegmentPath = z.strictObject({ segmentId: segmentIdOf("user") });
export const UserSegmentPath = z.strictObject({ userId: UserId, segmentId: segmentIdOf("user") });
export const AccountSegmentPath = z.strictObject({ accountId: AccountId, segmentId: segmentIdOf("account") });

const SegmentProgress = z
  .object({
    state: z.enum(["live", "applying", "stopped"]),
    done: z.int().optional(),
    total: z.int().optional(),
  })
  .meta({
    description:
      "The application of saved conditions to the contacts of the workspace. 'live': applied to all of them. 'applying': to " +
      "'done' of 'total' so far; the members of the others follow older conditions. 'stopped': failed there, until an admin " +
      "retries. Changes of contacts apply in every state.",
    example: { state: "applying", done: 4_300, total: 10_000 },
  });

export const SegmentDetails = z.object({
  id: z.string().meta({ example: exampleSegmentIds.user }),
  name: z.string().meta({ example: "Active this week" }),
  kind: ContactKindInput.meta({ description: "What the segment is a group of.", example: "user" }),
  description: z.string().meta({ example: "Signed in at least 3 times in the last 7 days." }),
  count: z.int().meta({ description: "The number of members.", example: 1_204 }),
  asOf: Timestamp.meta({ description: "Every change of a contact before this time is counted." }),
  progress: SegmentProgress,
});
export type SegmentDetails = z.infer<typeof SegmentDetails>;

/** The causes of changes, with their meaning in the docs. */
const changeCauses = {
  event: "an event, see 'event'",
  property: "a property or an identifier",
  created: "the contact is new",
  membership: "a user joined or left an account",
  merge: "another contact was merged into this one",
  segment: "another contact entered or left a segment",
  time: "a period of time passed",
  definition: "the conditions were edited",
} as const;
type ChangeCause = keyof typeof changeCauses;

export const changeCauseIds = Object.keys(changeCauses) as [ChangeCause, ...ChangeCause[]];

const causeDescription = Object.entries(changeCauses)
  .map(([cause, meaning]) => `'${cause}': ${meaning}`)
  .join("; ");

export const MemberChange = z.object({
  id: z.string().meta({ example: "01JD9ZD4M8Q2T6W0Y3B7F1H5K9" }),
  time: Timestamp,
  entered: z.boolean().meta({ description: "False if the contact left the segment.", example: true }),
  cause: z.enum(changeCauseIds).meta({ description: `What changed. ${causeDescription}.`, example: "event" }),
  event: z.string().optional().meta({ description: "The name of the event.", example: "report exported" }),
  user: z.object({ userId: z.string().optional(), email: z.string().optional() }).optional().meta({
    description: "The contact, in a segment of users.",
    example: exampleUser,
  }),
  account: z.object({ accountId: z.string().optional(), domain: z.string().optional() }).optional().meta({
    description: "The contact, in a segment of accounts.",
    example: exampleAccount,
  }),
});
export type MemberChange = z.infer<typeof MemberChange>;

export const MemberChangeQuery = z.strictObject({
  after: asFilter(Text(1, 100), "Only changes after the one with this id."),
  from: asFilter(TimestampParameter, "Only changes at or after this time."),
  ...pageQuery,
});
export type MemberChangeQuery = z.infer<typeof MemberChangeQuery>;

export type ConditionResult = {
  text: string;
  holds: boolean;
  fact: string;
  changesAt?: Date | undefined;
  conditions?: ConditionResult[] | undefined;
};

/** Recursive, so the document of the API refers to it by its id. */
export const ConditionResult: z.ZodType<ConditionResult> = z
  .object({
    text: z.string().meta({ description: "The condition in words." }),
    holds: z.boolean(),
    fact: z.string().meta({ description: "What the contact has. Empty for groups." }),
    changesAt: Timestamp.optional().meta({
      description: "When it changes at the earliest if nothing is written. Absent if never.",
    }),
    get conditions() {
      return z.array(ConditionResult).optional().meta({ description: "The parts of a group." });
    },
  })
  .meta({
    id: "ConditionResult",
    description: "A condition of a segment, and why a contact meets it or not.",
  });

export const SegmentReason = z
  .object({
    segment: Segment,
    member: z.boolean(),
    changesAt: Timestamp.optional().meta({
      description: "When it changes at the earliest if nothing is written. Absent if never.",
    }),
    /** Absent for a segment without conditions, whose members never change. */
    condition: ConditionResult.optional(),
  })
  .meta({
    example: {
      segment: { id: exampleSegmentIds.user, name: "Active this week" },
      member: true,
      changesAt: "2026-12-01T00:00:00.000Z",
      condition: {
        text: "all of",
        holds: true,
        fact: "",
        changesAt: "2026-12-01T00:00:00.000Z",
        conditions: [
          {
            text: "signed in at least 3 times in the last 7 days",
            holds: true,
            fact: "4 times, the last on 24 November",
            changesAt: "2026-12-01T00:00:00.000Z",
          },
        ],
      },
    },
  });
export type SegmentReason = z.infer<typeof SegmentReason>;
