// Improvements only: every page works without this file.
"use strict";

// A refusal is read out at once.
const errors = document.querySelector(".errors[tabindex]");
if (errors) errors.focus();

// What somebody typed goes away once they sign out or somebody else signs in: devices are shared. Where only
// their session ended, it waits for them.
const who = document.documentElement.dataset.who;
const drafts = (mine) => {
  try {
    Object.keys(sessionStorage).filter((key) => key.startsWith("draft:") && !mine(key)).forEach((key) => sessionStorage.removeItem(key));
  } catch { /* Storage is switched off. */ }
};
if (who) drafts((key) => key.startsWith("draft:" + who + ":"));
const leave = document.querySelector('form[action="/sign-out"]');
if (leave) leave.addEventListener("submit", () => drafts(() => false));

// The form that was sent and led to the door instead: after signing in its words stand in it again.
const SENT = "form-sent", LOST = "form-lost";
try {
  const sent = sessionStorage.getItem(SENT);
  if (sent && !who) sessionStorage.setItem(LOST, sent);
  sessionStorage.removeItem(SENT);
} catch { /* Storage is switched off. */ }

// What was typed is kept until it is sent, on this device alone. It belongs to one form: the same page asked
// for anew, by its place in the history, finds it; a form begun anew does not.
const form = document.querySelector("form.act[data-draft]");
if (form && who && !document.querySelector(".errors")) {
  const [came] = performance.getEntriesByType("navigation");
  const before = came && came.type !== "navigate" && history.state && history.state.draft;
  const key = (draft) => ["draft", who, location.pathname, draft].join(":");
  const own = () => [...form.elements].filter((e) => e.name.match(/^[fm]\./) && e.type !== "file" && e.type !== "hidden");
  try {
    const lost = sessionStorage.getItem(LOST);
    const isLost = lost && lost.startsWith(key(""));
    const kept = JSON.parse(sessionStorage.getItem(isLost ? lost : key(before)) || "{}");
    // It comes back once: the next form begun here is another matter.
    if (isLost) [LOST, lost].forEach((name) => sessionStorage.removeItem(name));
    own().forEach((e) => { if (!e.value && typeof kept[e.name] === "string" && e.type !== "checkbox") e.value = kept[e.name]; });
    form.addEventListener("input", () => {
      const now = {};
      own().forEach((e) => { if (e.type !== "checkbox") now[e.name] = e.value; });
      sessionStorage.setItem(key(form.dataset.draft), JSON.stringify(now));
      history.replaceState({ draft: form.dataset.draft }, "");
    });
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, key(form.dataset.draft)));
  } catch { /* Storage is switched off: nothing is kept. */ }
}

// Once it is done, nothing of it is kept; until then a session may end between form and check.
if (document.querySelector(".done")) drafts(() => false);

// Two minutes before the session ends it is said, and one word keeps it; without an answer it is said
// that the time is over and that nothing typed is lost.
const ends = document.querySelector("[data-left]");
if (ends) {
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  ends.after(said);
  const say = (text) => { said.className = "note"; said.textContent = text; };
  const wait = (left) => {
    const over = setTimeout(() => say("登录时间已到。填写的内容都在，照常提交；要重新登录的，登录后接着办。"), left * 1000);
    setTimeout(() => warn(over), Math.max(0, left - 120) * 1000);
  };
  const warn = (over) => {
    say("登录还有两分钟结束。");
    const stay = document.createElement("button");
    stay.type = "button";
    stay.className = "quiet";
    stay.textContent = "继续填写";
    stay.addEventListener("click", async () => {
      const answer = await fetch("/stay").catch(() => null);
      const more = answer && answer.ok ? Number(await answer.text()) : 0;
      say(more > 120 ? "已延长。" : "登录不能再延长，请尽快提交；提交后内容会保存。");
      if (more > 120) { clearTimeout(over); wait(more); }
    });
    said.append(stay);
  };
  wait(Number(ends.dataset.left));
}

// Beside a control: a button, and a place that says what came of it.
function helper(control, name, act) {
  const button = document.createElement("button");
  const said = document.createElement("p");
  button.type = "button";
  button.className = "quiet helper";
  button.textContent = name;
  const label = control.labels && control.labels[0];
  if (label) button.setAttribute("aria-label", name + "：" + label.textContent);
  said.className = "help";
  said.setAttribute("role", "status");
  button.addEventListener("click", () => act((text) => (said.textContent = text)));
  control.after(button, said);
}

// Where the device is, for a place. The browser asks first; it gives it on encrypted sites alone.
const unplaced = {
  1: "浏览器没有允许本站使用位置。可以在浏览器的网站设置里允许，再点一次",
  2: "现在定不了位。请打开手机的定位，到室外再点一次",
  3: "二十秒内没有定到位。请到室外再点一次",
};
if (navigator.geolocation && isSecureContext) {
  document.querySelectorAll("input[data-place]").forEach((control) => helper(control, "用我现在的位置", (say) => {
    say("正在定位，请稍候……");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      control.value = coords.longitude.toFixed(6) + "," + coords.latitude.toFixed(6);
      control.dispatchEvent(new Event("input", { bubbles: true }));
      const far = Math.max(1, Math.round(coords.accuracy));
      say("已填入现在的位置，误差约 " + far + " 米。" + (far > 100 ? "误差较大：请到室外再点一次，或者用文字写明地点。" : ""));
    }, (error) => say((unplaced[error.code] || unplaced[2]) + "；也可以自己填写，或者用文字写明地点。"),
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
  }));
}

// On a phone a photo is one touch away; what was chosen before stays.
if (matchMedia("(pointer: coarse)").matches) {
  let camera;
  document.querySelectorAll("form.act input[type=file]").forEach((control) => helper(control, "拍照", (say) => {
    camera = document.createElement("input");
    Object.assign(camera, { type: "file", accept: "image/jpeg,image/png", capture: "environment" });
    camera.addEventListener("change", () => {
      const files = new DataTransfer();
      [...(control.multiple ? control.files : []), ...camera.files].forEach((file) => files.items.add(file));
      control.files = files.files;
      say("已选 " + control.files.length + " 个文件。");
    });
    camera.click();
  }));
}

// The public finds while typing. Not officials: each of their searches is noted.
const found = document.querySelector("[data-found]");
const word = found && document.querySelector("main form[role=search] input[type=search]");
if (word) {
  const said = document.createElement("p");
  said.className = "sr";
  said.setAttribute("role", "status");
  found.before(said);
  let waiting;
  let last = word.value.trim();
  const find = async () => {
    const asked = word.value.trim();
    if (asked === last || asked.length === 1) return;
    last = asked;
    const at = word.form.action + "?" + new URLSearchParams(new FormData(word.form));
    const answer = await fetch(at).catch(() => null);
    const text = answer && answer.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-found]");
    if (!fresh || asked !== last) return;
    found.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", at);
    said.textContent = "查找结果已更新";
  };
  const soon = (event) => {
    clearTimeout(waiting);
    if (event.type === "compositionend" || !event.isComposing) waiting = setTimeout(find, 300);
  };
  word.addEventListener("input", soon);
  word.addEventListener("compositionend", soon);
}

// The limits as they will be, while the form is filled in. A chosen file is not sent for it: noughts
// stand in its place.
const ahead = document.querySelector("form.act [data-ahead]");
if (ahead) {
  let waiting;
  let last = 0;
  const look = async () => {
    const mine = (last += 1);
    const typed = new FormData();
    for (const [name, value] of new FormData(ahead.closest("form"))) {
      if (typeof value === "string") typed.append(name, value);
      else if (!value.name) continue;
      else if (name.startsWith("a.")) typed.append(name.replace("a.", "f."), "0".repeat(64));
      else typed.set(name, "0".repeat(64));
    }
    typed.set("step", "preview");
    const answer = await fetch(location.pathname, { method: "POST", body: typed }).catch(() => null);
    const text = answer && answer.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("section.ahead");
    if (mine !== last || !fresh || ahead.innerHTML === fresh.outerHTML) return;
    ahead.replaceChildren(fresh);
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(look, 400); };
  ["input", "change"].forEach((kind) => ahead.closest("form").addEventListener(kind, soon));
}

// A form is sent once.
document.querySelectorAll("form").forEach((one) => one.addEventListener("submit", (event) => {
  if (one.dataset.sent) event.preventDefault();
  one.dataset.sent = "1";
  setTimeout(() => delete one.dataset.sent, 4000);
}));
