// @ts-check
import { html } from "./html.js";

/**
 * @typedef {import("./api.js").Value} Value
 * @typedef {import("./api.js").Condition} Condition
 * @typedef {ReturnType<typeof html>} Html
 */

/** These have their own place on the page. */
const ownPlace = ["stage", "stage_since", "health", "segments"];

/** The API lists scores among the computed properties: your own names tell them apart. */
const isScore = (/** @type {{ name: string }} */ { name }) => /(^|_)score$/.test(name);

/** @param {import("./api.js").Account[]} accounts */
export function accountsPage(accounts) {
  return page(
    "Accounts",
    html`
      <h1>Accounts</h1>
      <div class="scroll" tabindex="0" role="region" aria-label="List of accounts">
        <table>
          <thead>
            <tr><th scope="col">Account</th><th scope="col">Stage</th><th scope="col">Health</th><th scope="col">Last seen</th></tr>
          </thead>
          <tbody>${accounts.map(({ accountId, domain, properties, lastSeenAt }) => {
            const name = nameOf(properties.name, domain, accountId);
            return html`
            <tr>
              <th scope="row">${accountId === undefined ? name : html`<a href="/accounts/${encodeURIComponent(accountId)}">${name}</a>`}</th>
              <td>${properties.stage ?? "–"}</td>
              <td>${healthBadge(properties.health)}</td>
              <td>${formatDate(lastSeenAt)}</td>
            </tr>`;
          })}
          </tbody>
        </table>
      </div>
      ${accounts.length === 0 && html`<p>There are no accounts yet.</p>`}`,
  );
}

/**
 * @param {import("./api.js").Overview} overview
 * @param {{ mayLog: boolean }} options
 */
export function accountPage({ account, properties, reasons, users }, { mayLog }) {
  const values = account.properties;
  const name = nameOf(values.name, account.domain, account.accountId);
  const computed = properties.filter((property) => property.isComputed && !ownPlace.includes(property.name));
  const scores = computed.filter(isScore).filter((score) => typeof values[score.name] === "number");
  const others = computed.filter((property) => !isScore(property));
  return page(
    name,
    html`
      <nav aria-label="Breadcrumb"><a href="/">Accounts</a></nav>
      <h1>${name}</h1>
      <div class="cards">
        <section aria-labelledby="stage">
          <h2 id="stage">Stage</h2>
          <p class="large">${values.stage ?? "None"}</p>
          ${values.stage_since !== undefined && html`<p class="muted">since ${formatDate(values.stage_since)}</p>`}
        </section>
        <section aria-labelledby="health">
          <h2 id="health">Health</h2>
          <p class="large">${healthBadge(values.health)}</p>
        </section>
        ${scores.map(
          (score) => html`
        <section aria-labelledby="${score.name}">
          <h2 id="${score.name}">${score.label}</h2>
          <p class="large">${values[score.name]}<span class="muted"> of 100</span></p>
          <meter aria-labelledby="${score.name}" min="0" max="100" value="${values[score.name]}"></meter>
        </section>`,
        )}
      </div>
      <section aria-labelledby="segments">
        <h2 id="segments">Segments</h2>
        ${reasons.length === 0 && html`<p>None.</p>`}
        <ul class="plain">${reasons.map(
          ({ segment, condition }) => html`
          <li>${
            condition
              ? html`<details><summary>${segment.name}</summary><ul>${listReasons(condition)}</ul></details>`
              : segment.name
          }</li>`,
        )}
        </ul>
      </section>
      <section aria-labelledby="computed">
        <h2 id="computed">Computed properties</h2>
        ${others.length === 0 && html`<p>None.</p>`}
        <dl>${others.map(
          ({ name: property, label }) =>
            html`<div><dt>${label}</dt><dd>${formatValue(values[property])}</dd></div>`,
        )}
        </dl>
      </section>
      <section aria-labelledby="users">
        <h2 id="users">Users</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="List of users">
          <table>
            <thead>
              <tr><th scope="col">User</th><th scope="col">Stage</th><th scope="col">Health</th><th scope="col">Last seen</th></tr>
            </thead>
            <tbody>${users.map(
              (user) => html`
              <tr>
                <th scope="row">${nameOf(fullName(user.properties), user.email, user.userId)}</th>
                <td>${user.properties.stage ?? "–"}</td>
                <td>${healthBadge(user.properties.health)}</td>
                <td>${formatDate(user.lastSeenAt)}</td>
              </tr>`,
            )}
            </tbody>
          </table>
        </div>
      </section>
      ${
        mayLog &&
        html`
      <section aria-labelledby="log">
        <h2 id="log">Log a call</h2>
        <form method="post">
          <label for="note">Note</label>
          <input id="note" name="note" required maxlength="200" autocomplete="off">
          <button>Log call</button>
        </form>
      </section>`
      }`,
  );
}

/** @param {string} message */
export function errorPage(message) {
  return page("Not available", html`<h1>Not available</h1><p>${message}</p><p><a href="/">Accounts</a></p>`);
}

/**
 * The conditions that hold. The root is a group without a fact.
 * @param {Condition} condition
 * @returns {Html[]}
 */
function listReasons({ text, fact, conditions }) {
  if (!conditions) return [html`<li>${text}${fact && html`<span class="muted"> · ${fact}</span>`}</li>`];
  return conditions.filter(({ holds }) => holds).flatMap(listReasons);
}

/** @param {Value | undefined} health */
function healthBadge(health) {
  return health === undefined ? "–" : html`<span class="health" data-health="${health}">${health}</span>`;
}

/** @param {(Value | undefined)[]} names */
function nameOf(...names) {
  return String(names.find((name) => name !== undefined && name !== "") ?? "Unnamed");
}

/** @param {Record<string, Value>} properties */
function fullName({ first_name, last_name, name }) {
  return name ?? [first_name, last_name].filter(Boolean).join(" ");
}

/** @param {Value | undefined} value */
function formatValue(value) {
  if (value === undefined) return "–";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "number") return value.toLocaleString("en");
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return /^\d{4}-\d\d-\d\d(T|$)/.test(value) ? formatDate(value) : value;
}

/** @param {Value} value */
function formatDate(value) {
  const date = new Date(String(value));
  const text = date.toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });
  return html`<time datetime="${date.toISOString()}">${text}</time>`;
}

/**
 * @param {string} title
 * @param {Html} content
 */
function page(title, content) {
  return `<!doctype html>${html`
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="/style.css">
    <link rel="icon" href="data:,">
  </head>
  <body><main>${content}</main></body>
</html>`}`;
}
