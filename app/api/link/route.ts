import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { LinkDevice } from "@/lib/contacts/schema/user";
import { linkDevice } from "@/lib/devices/mutations";

const message = "The browser is linked to the user.";

export const POST = endpoint({
  method: "POST",
  path: "/link",
  group: "Users",
  summary: "Link a browser to a user",
  description:
    "Past and future activity of the browser on your websites belongs to the user. Creates a new user.",
  permission: "TrackData",
  body: LinkDevice,
  output: WriteResult(message),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, body: { deviceId, identification } }) => {
    await linkDevice(workspaceId, deviceId, identification);
    return { message };
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
