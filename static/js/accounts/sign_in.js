// The sign-in page: shows and hides the password, and brings a first error to the reader.

for (const button of document.querySelectorAll("[data-role='show-password']")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const word = button.querySelector("[data-role='show-password-word']");
  const picture = button.querySelector("use");
  const sprite = picture.getAttribute("href").split("#")[0];
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    word.textContent = shown ? "Hide" : "Show";
    picture.setAttribute("href", `${sprite}#${shown ? "eye-off" : "eye"}`);
    button.setAttribute("aria-pressed", String(shown));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  // A shown password must not stay in the browser's memory of form values.
  field.form.addEventListener("submit", () => show(false));
}

document.querySelector("[data-role='errors']")?.focus();
