/** The alerts that are not closed, as this page knows them: merge and order. No DOM, no network. */

/** first: alerts as the server sends them (`alert` is the id). */
export function createStandingAlerts(first = []) {
  const byId = new Map(first.map((alert) => [alert.alert, alert]));

  return {
    /** News of one alert; returns what was known of it before. */
    learn(alert) {
      const before = byId.get(alert.alert) ?? null;
      if (alert.state === "closed") byId.delete(alert.alert);
      else byId.set(alert.alert, alert);
      return before;
    },

    /** The whole list anew, after news may have been missed. */
    replace(alerts) {
      byId.clear();
      for (const alert of alerts) byId.set(alert.alert, alert);
    },

    /** What this person has taken and not closed. */
    takenBy: (user) => [...byId.values()].filter(({ acknowledged }) => acknowledged?.by === user),

    get: (id) => byId.get(id) ?? null,

    /** What stands over every page because nobody has taken it, the oldest first. */
    untaken: () => [...byId.values()].filter(({ state, loud }) => state === "open" && loud).sort((one, other) => one.raised_at.localeCompare(other.raised_at)),
  };
}
