// Improvements only: every page works without this file.
"use strict";

// A refusal is read out at once.
const errors = document.querySelector(".errors[tabindex]");
if (errors) errors.focus();

// What was typed is kept until it is sent, on this device alone.
const form = document.querySelector("form.act[data-draft]");
if (form && !document.querySelector(".errors")) {
  const key = "draft:" + location.pathname;
  const own = () => [...form.elements].filter((e) => e.name.match(/^[fm]\./) && e.type !== "file" && e.type !== "hidden");
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
    own().forEach((e) => { if (!e.value && typeof kept[e.name] === "string" && e.type !== "checkbox") e.value = kept[e.name]; });
    form.addEventListener("input", () => {
      const now = {};
      own().forEach((e) => { if (e.type !== "checkbox") now[e.name] = e.value; });
      sessionStorage.setItem(key, JSON.stringify(now));
    });
  } catch { /* Storage is switched off: nothing is kept. */ }
}

// Once it is done, nothing of it is kept; until then a session may end between form and check.
if (document.querySelector(".done")) {
  try {
    Object.keys(sessionStorage).filter((key) => key.startsWith("draft:")).forEach((key) => sessionStorage.removeItem(key));
  } catch { /* Storage is switched off. */ }
}

// Two minutes before the session ends it is said, and one word keeps it.
const ends = document.querySelector("[data-left]");
if (ends) {
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  ends.after(said);
  const wait = (left) => setTimeout(() => {
    said.className = "note";
    said.textContent = "登录还有两分钟结束。";
    const stay = document.createElement("button");
    stay.type = "button";
    stay.className = "quiet";
    stay.textContent = "我还在填写";
    stay.addEventListener("click", async () => {
      const answer = await fetch("/stay").catch(() => null);
      const more = answer && answer.ok ? Number(await answer.text()) : 0;
      said.textContent = more > 120 ? "已延长。" : "登录不能再延长，请尽快提交；提交后内容会保存。";
      if (more > 120) wait(more);
    });
    said.append(stay);
  }, Math.max(0, left - 120) * 1000);
  wait(Number(ends.dataset.left));
}

// A form is sent once.
document.querySelectorAll("form").forEach((one) => one.addEventListener("submit", (event) => {
  if (one.dataset.sent) event.preventDefault();
  one.dataset.sent = "1";
  setTimeout(() => delete one.dataset.sent, 4000);
}));
