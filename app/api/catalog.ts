import { GET as events } from "@/app/api/events/route";
import { GET as health } from "@/app/api/health/route";
import { GET as accountProperties } from "@/app/api/properties/accounts/route";
import { GET as userProperties } from "@/app/api/properties/users/route";
import { GET as ready } from "@/app/api/ready/route";
import { GET as accountSegments } from "@/app/api/segments/accounts/route";
import { GET as userSegments } from "@/app/api/segments/users/route";
import { GET as spec } from "@/app/api/spec.json/route";
import { GET as validate } from "@/app/api/validate/route";
import type { Endpoint } from "@/lib/api/endpoint";

/**
 * Every public endpoint, in the order of the docs. START READING HERE: each entry is declared in the file that
 * it is imported from, and lib/api/endpoint.ts is what happens to a request.
 */
export const catalog: readonly Endpoint[] = [
  validate,
  events,
  userProperties,
  accountProperties,
  userSegments,
  accountSegments,
  health,
  ready,
  spec,
];
