/** The outcome of a message. `accepted` and `duplicate` have the same answer. */
export type MessageOutcome = "accepted" | "duplicate" | "excluded" | "rejected";

/** Why a message is rejected, with the sentence of the response and the debugger. */
export const rejectionReasons = {
  invalid_message: "The message is not a JSON object.",
  invalid_type: "Send the 'type' identify, group, track, page, screen or alias.",
  message_too_large: "A message may have 32,768 bytes at most.",
  missing_id: "Send a 'userId' or an 'anonymousId'.",
  missing_group_id: "Send a 'groupId'.",
  missing_previous_id: "Send a 'previousId' and a 'userId'.",
  invalid_id: "An id has 1 to 255 valid characters, and is not '.' or '..'.",
  missing_event: "Send the name of the event in 'event'.",
  invalid_event: "The name of an event has 1 to 255 characters.",
  invalid_time: "The 'timestamp' must be in 1970 or later.",
  too_many_events:
    "The source has sent its maximum of different event names. Put variable parts into 'properties'.",
  contact_too_large: "The properties of one contact have too many bytes together.",
  too_many_contacts: "One IP address has created too many contacts in this hour.",
  identity_unverified: "The 'context.verification' is missing or invalid. Compute it on your server.",
  merge_not_allowed: "A browser cannot rename or merge identified users. Send 'alias' from a server.",
  not_storable: "The message cannot be stored. Correct its values.",
} as const;
export type RejectionReason = keyof typeof rejectionReasons;

/** Why a message, or a whole request, is excluded: it is answered with success and stores nothing. */
export const exclusionReasons = {
  integrations: "The message's 'integrations' exclude this destination.",
  opted_out: "The browser asks not to be tracked.",
  bot: "The client is a bot.",
} as const;
export type ExclusionReason = keyof typeof exclusionReasons;

/** Why a whole request is rejected although its write key is known. Counted by request: its body is not read. */
export const requestRejections = {
  key_disabled: "The connector is disabled.",
  foreign_domain: "The page's domain is not one of the connector's.",
  browser_only: "The key of a browser connector was sent without an 'Origin'.",
  server_only: "The key of a server connector was sent by a browser. Regenerate it.",
  rate_limited: "Too many requests.",
  invalid_body: "The body is not JSON, or has no list of messages.",
  body_too_large: "The body has more than 4 MiB, or more than 2,500 messages.",
} as const;
export type RequestRejection = keyof typeof requestRejections;

/** The parts of an accepted message that were not stored as sent, with the sentence of the debugger. */
export const warningTexts = {
  anonymous_traits: "Traits of an anonymous visitor are not stored. Identify the user first.",
  missing_user: "The device has no user yet: only the account was stored.",
  invalid_email: "The email is not valid: it was stored as a property only.",
  email_taken:
    "Another user has this email: a browser cannot take it, nor name the user by it. Send 'identify' from a server.",
  domain_taken: "Another account has this domain: the account was saved without it.",
  invalid_domain: "The website names no registrable domain: it was stored as a property only.",
  invalid_values: "Values that fit no property type were left out.",
  rejected_values: "Values that do not fit the type of their property were left out.",
  too_many_properties: "Only the first 250 properties were stored.",
  too_many_definitions: "New properties were left out: the source has sent its maximum of different names.",
  renamed_properties:
    "Property names were changed: other characters than letters, digits, '_', '-', '.' and spaces became '_'.",
  replaced_characters: "Characters that cannot be stored were replaced.",
  unreadable_time: "The 'timestamp' is missing or unreadable: the time of arrival was used.",
  future_time: "The 'timestamp' is more than one day ahead: the time of arrival was used.",
  nothing_to_merge: "The 'previousId' is unknown or equals the 'userId': nothing was changed.",
  long_name: "A name or title was cut.",
} as const;
export type MessageWarning = keyof typeof warningTexts;
