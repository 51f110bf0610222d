import { rejectOtherMethods } from "@/lib/api/endpoint";
import { trackEndpoint } from "@/lib/api/track-endpoint";

export const POST = trackEndpoint("/track");

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
