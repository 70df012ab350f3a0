"use strict";
// Counts down a code's time and, while somebody looks at it, gets the next one by the page's own button. The number is for the eyes;
// who hears the page is told once when a code is new, and once when the last one is over. The screen stays on for as long.
const RENEWALS = 3;
let renewed = 0;
const tell = words => { document.getElementById("over").textContent = words; };
const over = left => {
  left.textContent = "";
  tell(left.dataset.over);
  document.getElementById("shown").classList.add("spent");
};
const renew = async left => {
  const form = left.closest("main").querySelector("form");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!answer.ok || !main.querySelector("#shown")) throw new Error("no code");
    for (const part of ["shown", "until", "left"]) document.getElementById(part).replaceWith(main.querySelector(`#${part}`));
    tell(document.getElementById("left").dataset.new);
    count();
  } catch {
    over(left);
  }
};
const count = () => {
  const left = document.getElementById("left");
  const end = Date.now() + Number(left.dataset.left) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    left.textContent = left.dataset.says.replace("{}", seconds);
    if (seconds) window.setTimeout(tick, 1000);
    else if (document.visibilityState === "visible" && renewed++ < RENEWALS) renew(left);
    else over(left);
  };
  tick();
};
if (document.getElementById("left")) {
  count();
  navigator.wakeLock?.request("screen").catch(() => {}); // only a convenience: a screen that goes dark can be woken by hand
}
