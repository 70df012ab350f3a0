"use strict";
// Counts down a code's time. The number is for the eyes; who hears the page is told once, at the end.
const left = document.getElementById("left");
if (left) {
  const end = Date.now() + Number(left.dataset.left) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    left.textContent = seconds ? left.dataset.says.replace("{}", seconds) : "";
    if (seconds) {
      window.setTimeout(tick, 1000);
    } else {
      document.getElementById("over").textContent = left.dataset.over;
      document.querySelector(".code").classList.add("spent");
    }
  };
  tick();
}
