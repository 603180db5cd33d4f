"use strict";
const find = (id) => document.getElementById(id);
const checks = [...document.querySelectorAll(".check")];
const fields = ["words", "verdict", "subject", "role", "requirement"].map(find);

function narrow() {
  const [words, verdict, subject, role, requirement] = fields.map((field) => field.value);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const check of checks) {
    const { verdict: its, subject: whose, role: plays, requirements } = check.dataset;
    const fits = (!verdict || its === verdict) && (!subject || whose === subject)
      && (!role || plays === role)
      && (!requirement || requirements.split(" ").includes(requirement));
    const text = fits && wanted.length ? check.textContent.toLowerCase() : "";
    check.hidden = !fits || !wanted.every((word) => text.includes(word));
    shown += check.hidden ? 0 : 1;
  }
  find("shown").textContent = `${shown} of ${checks.length}`;
  find("none").hidden = shown > 0;
}

for (const field of fields) field.addEventListener("input", narrow);
find("filters").hidden = false;
narrow();
