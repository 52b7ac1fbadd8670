/**
 * Keeps Get help now within reach without a network. Pages always come from the server while it answers; only what
 * stands in KEEP is ever stored, fetched without the cookie. The server puts KEEP and NAME in front of this file.
 */

/* global KEEP, NAME */

self.addEventListener("install", (event) => {
  event.waitUntil(store().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url.pathname));
  else if (KEEP.includes(url.pathname + url.search)) event.respondWith(file(request));
});

async function store() {
  const cache = await caches.open(NAME);
  await cache.addAll(KEEP.map((path) => new Request(path, { credentials: "omit", cache: "reload" })));
}

async function dropOlder() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
}

async function page(request, path) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(NAME);
    return cache.match(path === "/help" ? "/help" : "/offline");
  }
}

async function file(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request.url)) ?? fetch(request);
}
