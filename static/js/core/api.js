/**
 * The one file that calls fetch: JSON in, JSON out, the token against forged requests, and one shape of error.
 * Who must sign in again is told to whoever asked by onUnauthenticated; what to show then is theirs.
 */

const TIMEOUT_MS = 15_000;
const ended = new Set();

/** What went wrong in a call, over HTTP or a socket: a code of the contract, or "offline" or "timeout". */
export class CallError extends Error {
  constructor({ code, message = "", fields = {}, retry_after = null }) {
    super(message || code);
    this.name = "CallError";
    this.code = code;
    this.fields = fields;
    this.retry_after = retry_after;
  }
}

export const get = (path, query) => request("GET", withQuery(path, query));
export const post = (path, body = {}) => request("POST", path, body);
export const put = (path, body = {}) => request("PUT", path, body);
export const remove = (path) => request("DELETE", path);

/** Calls back when the server no longer knows who this is. Returns how to stop. */
export function onUnauthenticated(callback) {
  ended.add(callback);
  return () => ended.delete(callback);
}

async function request(method, path, body) {
  const response = await send(method, path, body);
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer ?? {};
  const error = new CallError(errorOf(response, answer));
  if (error.code === "unauthenticated") for (const callback of ended) callback(error);
  throw error;
}

async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new CallError({ code: cause.name === "TimeoutError" ? "timeout" : "offline" });
  }
}

/** A gateway in front of the server answers 502 and the like without our JSON: that is "unavailable". */
function errorOf(response, answer) {
  const error = answer?.error ?? { code: CODES[response.status] ?? "unavailable" };
  const wait = Number(error.retry_after ?? response.headers.get("Retry-After"));
  return { ...error, retry_after: Number.isFinite(wait) && wait > 0 ? wait : null };
}

const CODES = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  422: "invalid",
  429: "rate_limited",
};

function withQuery(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
