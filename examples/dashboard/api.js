// @ts-check
import { HttpClientNode } from "@journyio/http";
import { AccountIdentified, Client, Event } from "@journyio/sdk";

/**
 * @typedef {string | number | boolean | string[]} Value
 * @typedef {{ accountId?: string, domain?: string, properties: Record<string, Value>, lastSeenAt: string }} Account
 * @typedef {{ userId?: string, email?: string, properties: Record<string, Value>, lastSeenAt: string }} User
 * @typedef {{ name: string, label: string, isComputed: boolean }} Property
 * @typedef {{ id: string, name: string }} Segment
 * @typedef {{ text: string, holds: boolean, fact: string, conditions?: Condition[] }} Condition
 * @typedef {{ segment: Segment, condition?: Condition }} Reason
 * @typedef {{ account: Account, properties: Property[], reasons: Reason[], users: User[] }} Overview
 */

/** An answer other than 200. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads with fetch and writes with the official SDK, which has no methods that read contacts. The key stays in this
 * process.
 * @param {{ rootUrl: string, apiKey: string }} settings
 */
export function connect({ rootUrl, apiKey }) {
  const client = new Client(new HttpClientNode(5000), { apiKey, rootUrl });

  /**
   * @template Data
   * @param {string} path
   * @returns {Promise<Data>}
   */
  async function read(path) {
    const response = await fetch(rootUrl + path, {
      headers: { "x-api-key": apiKey },
      signal: AbortSignal.timeout(5000),
    });
    const body = /** @type {{ data: Data, message?: string }} */ (await response.json());
    if (!response.ok) throw new ApiError(response.status, body.message ?? response.statusText);
    return body.data;
  }

  return {
    /** The permissions of the key. */
    async getPermissions() {
      const result = await client.getApiKeyDetails();
      if (!result.success) throw new Error(`The API key was rejected: ${result.error}.`);
      return result.data.permissions;
    },

    /** @returns {Promise<Account[]>} */
    listAccounts: () => read("/accounts?limit=100"),

    /**
     * Everything that the page of an account shows.
     * @param {string} accountId
     * @returns {Promise<Overview>}
     */
    async getOverview(accountId) {
      const path = `/accounts/${encodeURIComponent(accountId)}`;
      /** @type {[Account, Property[], Segment[], User[]]} */
      const [account, properties, segments, users] = await Promise.all([
        read(path),
        read("/properties/accounts"),
        read(`${path}/segments?limit=20`),
        read(`${path}/users?limit=20`),
      ]);
      /** @type {Reason[]} */
      const reasons = await Promise.all(segments.map(({ id }) => read(`${path}/segments/${id}/why`)));
      return { account, properties, reasons, users };
    },

    /**
     * @param {string} accountId
     * @param {string} note
     */
    async logCall(accountId, note) {
      const account = AccountIdentified.byAccountId(accountId);
      const result = await client.addEvent(Event.forAccount("call_logged", account).withMetadata({ note }));
      if (!result.success) throw new Error(`The call was not logged: ${result.error}.`);
    },
  };
}
