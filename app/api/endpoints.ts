import { GET as accountEvents } from "@/app/api/accounts/[accountId]/events/route";
import { GET as account } from "@/app/api/accounts/[accountId]/route";
import { GET as accountSegmentReason } from "@/app/api/accounts/[accountId]/segments/[segmentId]/why/route";
import { GET as segmentsOfAccount } from "@/app/api/accounts/[accountId]/segments/route";
import {
  POST as addUser,
  DELETE as removeUser,
  GET as usersOfAccount,
} from "@/app/api/accounts/[accountId]/users/route";
import { GET as accounts, DELETE as deleteAccount } from "@/app/api/accounts/route";
import { POST as upsertAccount } from "@/app/api/accounts/upsert/route";
import { POST as addUsers } from "@/app/api/accounts/users/add/route";
import { POST as removeUsers } from "@/app/api/accounts/users/remove/route";
import { GET as campaigns } from "@/app/api/campaigns/route";
import { GET as channels } from "@/app/api/channels/route";
import { GET as events } from "@/app/api/events/route";
import { GET as health } from "@/app/api/health/route";
import { POST as link } from "@/app/api/link/route";
import { GET as keysOfApplication } from "@/app/api/management/applications/[applicationId]/keys/route";
import { POST as regenerateKey } from "@/app/api/management/applications/[applicationId]/regenerate/route";
import { POST as restoreApplication } from "@/app/api/management/applications/[applicationId]/restore/route";
import {
  GET as application,
  PATCH as changeApplication,
  DELETE as deleteApplication,
} from "@/app/api/management/applications/[applicationId]/route";
import { GET as applications, POST as createApplication } from "@/app/api/management/applications/route";
import { GET as loggedCalls } from "@/app/api/management/logs/route";
import { GET as accountProperties } from "@/app/api/properties/accounts/route";
import { GET as userProperties } from "@/app/api/properties/users/route";
import { GET as ready } from "@/app/api/ready/route";
import { GET as segmentChanges } from "@/app/api/segments/[segmentId]/changes/route";
import { GET as segment } from "@/app/api/segments/[segmentId]/route";
import { GET as accountSegments } from "@/app/api/segments/accounts/route";
import { GET as userSegments } from "@/app/api/segments/users/route";
import { POST as track } from "@/app/api/track/route";
import { GET as trackingSnippet } from "@/app/api/tracking/snippet/route";
import { GET as accountsOfUser } from "@/app/api/users/[userId]/accounts/route";
import { GET as userEvents } from "@/app/api/users/[userId]/events/route";
import { GET as user } from "@/app/api/users/[userId]/route";
import { GET as userSegmentReason } from "@/app/api/users/[userId]/segments/[segmentId]/why/route";
import { GET as segmentsOfUser } from "@/app/api/users/[userId]/segments/route";
import { DELETE as deleteUser, GET as users } from "@/app/api/users/route";
import { POST as upsertUser } from "@/app/api/users/upsert/route";
import { GET as validate } from "@/app/api/validate/route";
import type { Endpoint } from "@/lib/api/endpoint-spec";

/**
 * Every public endpoint but /spec.json, in the order of the docs. START READING HERE: each entry is declared in the
 * file it is imported from, and lib/api/endpoint.ts is the life of a request.
 */
const declared: readonly Endpoint[] = [
  validate,
  events,
  track,
  upsertUser,
  deleteUser,
  upsertAccount,
  deleteAccount,
  addUsers,
  removeUsers,
  addUser,
  removeUser,
  link,
  userProperties,
  accountProperties,
  userSegments,
  accountSegments,
  segment,
  segmentChanges,
  userSegmentReason,
  accountSegmentReason,
  trackingSnippet,
  users,
  user,
  userEvents,
  accountsOfUser,
  segmentsOfUser,
  accounts,
  account,
  accountEvents,
  usersOfAccount,
  segmentsOfAccount,
  campaigns,
  channels,
  applications,
  createApplication,
  application,
  changeApplication,
  regenerateKey,
  keysOfApplication,
  deleteApplication,
  restoreApplication,
  loggedCalls,
  health,
  ready,
];

export const endpoints: readonly Endpoint[] = declared.flatMap((endpoint) => [endpoint, ...endpoint.aliases]);
