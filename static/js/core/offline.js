/** Starts the worker that keeps Get help now within reach without a network. */

const policy = globalThis.trustedTypes?.createPolicy("telekat-worker", {
  createScriptURL: (address) => {
    if (address !== "/sw.js") throw new TypeError("only the one worker");
    return address;
  },
});

if ("serviceWorker" in navigator) {
  // A browser that refuses (private windows of some) only loses the offline copy.
  navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js").catch(() => {});
}
