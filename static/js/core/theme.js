// Light, dark, or as the device: the choice is kept in localStorage on this device and nowhere else.
// Owns data-bs-theme on <html> and every [data-role="theme-choice"]. A page that is always dark (the session
// screen) carries data-theme-fixed on <html> and is left alone.

const KEY = "telekat-theme";
const CHOICES = ["light", "dark", "auto"];
const BAR_COLOURS = { light: "#ffffff", dark: "#23211e" };
const root = document.documentElement;
const devicePrefersDark = matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme() {
  try {
    const kept = localStorage.getItem(KEY);
    return CHOICES.includes(kept) ? kept : root.dataset.bsTheme ?? "auto";
  } catch {
    return "auto"; // storage can be refused in private windows; the device then decides
  }
}

export function chooseTheme(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // refused storage only means that the choice ends with this page
  }
  show(choice);
}

function show(choice) {
  if (!("themeFixed" in root.dataset)) {
    if (choice === "auto") delete root.dataset.bsTheme;
    else root.dataset.bsTheme = choice;
  }
  const dark = root.dataset.bsTheme === "dark" || (!root.dataset.bsTheme && devicePrefersDark.matches);
  document.querySelector("[data-role='theme-color']")?.setAttribute("content", BAR_COLOURS[dark ? "dark" : "light"]);
  for (const input of document.querySelectorAll("[data-role='theme-choice'] input")) input.checked = input.value === choice;
}

function offerChoices() {
  for (const fieldset of document.querySelectorAll("[data-role='theme-choice']")) {
    fieldset.hidden = false;
    fieldset.addEventListener("change", (event) => chooseTheme(event.target.value));
  }
  show(chosenTheme());
}

show(chosenTheme());
devicePrefersDark.addEventListener("change", () => show(chosenTheme()));
addEventListener("storage", (event) => event.key === KEY && show(chosenTheme()));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offerChoices);
else offerChoices();
