"use strict";
// Shows and hides what stands in the page; it holds no data and makes none.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const body = document.body;
  const tip = document.getElementById("tip");
  const area = document.getElementById("area");
  const ofDays = all("[data-day], [data-manager]");
  const tables = all("details.day");
  const numDays = new Set(tables.map((one) => one.dataset.day)).size;
  const chosen = { day: "", manager: "" };
  const ofCustomer = new Map();
  for (const one of all("[data-customer]")) {
    const key = one.dataset.customer;
    ofCustomer.set(key, [...(ofCustomer.get(key) ?? []), one]);
  }

  // ---------------------------------------------------------------- map

  let view = null;
  let whole = null;

  const show = (wanted) => {
    const width = Math.min(Math.max(wanted.width, whole.width / 60), whole.width * 1.2);
    const height = (width * whole.height) / whole.width;
    const middle = { x: wanted.x + wanted.width / 2, y: wanted.y + wanted.height / 2 };
    const x = Math.min(Math.max(middle.x, 0), whole.width) - width / 2;
    const y = Math.min(Math.max(middle.y, 0), whole.height) - height / 2;
    view = { x, y, width, height };
    area.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    area.classList.toggle("zoomed", width < whole.width * 0.99);
    drawScale();
    scaleMarks();
  };

  // The longest of 1, 2, 5, 10 ... metres that takes no more than a seventh of the view.
  const drawScale = () => {
    const scale = area.querySelector(".scale");
    const most = (view.width / 7) * scale.dataset.metresPerUnit;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = power * [5, 2, 1].find((one) => one * power <= most);
    const width = metres / scale.dataset.metresPerUnit;
    const end = view.height / 50;
    scale.setAttribute("transform", `translate(${view.x + view.width * 0.03} ${view.y + view.height * 0.97})`);
    scale.querySelector("path").setAttribute("d", `M0 ${-end}V0H${width}V${-end}`);
    scale.querySelector("g").setAttribute("transform", `translate(${width / 2} ${-end / 2})`);
    scale.querySelector("text").textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
  };

  let pin = 0; // units of the map that a point of a mark takes
  const isPhone = matchMedia("(max-width: 40rem)");
  const scaleMarks = () => {
    const drawn = area.getScreenCTM();
    if (drawn?.a) scaleMarksTo((isPhone.matches ? 0.8 : 1) / drawn.a);
  };
  const scaleMarksTo = (units) => {
    pin = units;
    area.style.setProperty("--pin", pin);
    spread();
  };

  // Marks that lie on each other are pushed apart, though never far; a line leads from each to its place.
  const apart = { stops: 20, customers: 13 };
  const farthest = 40;
  let spreadAs = "";
  const spread = () => {
    const kind = body.classList.contains("one") ? "stops" : "customers";
    const now = [kind, chosen.day, chosen.manager, pin.toFixed(4)].join();
    if (now === spreadAs) return;
    spreadAs = now;
    for (const one of all("#area .aside")) one.classList.remove("aside");
    for (const one of all("#area .leader[d]")) one.removeAttribute("d");
    const found = all(kind === "stops" ? "#area .stops:not([hidden]) .visit" : "#customers .customer");
    const spots = found.map((one) => {
      const at = one.transform.baseVal[0].matrix;
      const mark = one.querySelector(".pin");
      const own = mark.firstElementChild.transform.baseVal;
      const shift = own.length ? own[0].matrix.e : 0;
      return { one, mark, shift, x: at.e / pin, y: at.f / pin, right: shift, down: 0 };
    });
    for (let round = 0; round < 60 && push(spots, apart[kind]); round += 1);
    for (const { one, mark, shift, right, down } of spots) {
      if (Math.hypot(right - shift, down) >= 1) {
        one.classList.add("aside");
        mark.style.setProperty("--right", `${(right - shift).toFixed(1)}px`);
        mark.style.setProperty("--down", `${down.toFixed(1)}px`);
      }
      if (Math.hypot(right, down) > 6) {
        const to = `${(right * pin).toFixed(1)} ${(down * pin).toFixed(1)}`;
        one.querySelector(".leader")?.setAttribute("d", `M0 0L${to}`);
      }
    }
  };

  // Only marks in the same square of the screen or the next can lie on each other.
  const squares = (spots, size) => {
    const found = new Map();
    spots.forEach((one, number) => {
      const column = Math.floor((one.x + one.right) / size);
      const row = Math.floor((one.y + one.down) / size);
      Object.assign(one, { number, column, row });
      const key = `${column} ${row}`;
      found.set(key, [...(found.get(key) ?? []), one]);
    });
    return found;
  };

  const push = (spots, size) => {
    let isPushed = false;
    const found = squares(spots, size);
    for (const one of spots) {
      for (let square = 0; square < 9; square += 1) {
        const key = `${one.column - 1 + (square % 3)} ${one.row - 1 + Math.floor(square / 3)}`;
        for (const other of found.get(key) ?? []) {
          if (other.number > one.number && pushTwo(one, other, size)) isPushed = true;
        }
      }
    }
    for (const one of spots) {
      if (Math.hypot(one.right, one.down) <= farthest) continue;
      // Whoever is at the end of the line gives way around it: those in a row would stay in one.
      const turn = Math.atan2(one.down, one.right) + (one.number % 2 ? 0.2 : -0.2);
      one.right = farthest * Math.cos(turn);
      one.down = farthest * Math.sin(turn);
    }
    return isPushed;
  };

  const pushTwo = (one, other, size) => {
    const across = other.x + other.right - one.x - one.right;
    const down = other.y + other.down - one.y - one.down;
    const far = Math.hypot(across, down);
    if (far >= size - 0.5) return false;
    const [x, y] = far > 0.01 ? [across / far, down / far] : [Math.cos(one.number), Math.sin(one.number)];
    const half = (size - far) / 2;
    one.right -= x * half;
    one.down -= y * half;
    other.right += x * half;
    other.down += y * half;
    return true;
  };

  const showWhole = () => show({ x: 0, y: 0, ...whole });

  const zoom = (factor, at = { x: view.x + view.width / 2, y: view.y + view.height / 2 }) =>
    show({
      x: at.x - (at.x - view.x) / factor,
      y: at.y - (at.y - view.y) / factor,
      width: view.width / factor,
      height: view.height / factor,
    });

  const showChosen = () => {
    const boxes = all("#area .route:not([hidden]) .line").map((one) => one.getBBox());
    if (body.classList.contains("all") || !boxes.length) return showWhole();
    const left = Math.min(...boxes.map((box) => box.x));
    const top = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const width = 1.15 * Math.max(right - left, ((bottom - top) * whole.width) / whole.height, 1);
    const height = (width * whole.height) / whole.width;
    show({ x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height });
  };

  const spot = (event) =>
    new DOMPoint(event.clientX, event.clientY).matrixTransform(area.getScreenCTM().inverse());

  let wasMoved = false;
  const listenToMap = () => {
    whole = { width: area.viewBox.baseVal.width, height: area.viewBox.baseVal.height };
    new ResizeObserver(scaleMarks).observe(area);
    for (const button of all("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "whole") showWhole();
        else zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6);
      });
    }
    area.addEventListener("dblclick", (event) => zoom(2, spot(event)));
    area.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
      event.preventDefault();
      zoom(2 ** (-event.deltaY / 200), spot(event));
    }, { passive: false });
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    area.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [x, y] = step[event.key] ?? [0, 0];
      if (event.key === "+" || event.key === "=") zoom(1.6);
      else if (event.key === "-") zoom(1 / 1.6);
      else if (event.key === "0") showWhole();
      else if (x || y) show({ ...view, x: view.x + (x * view.width) / 8, y: view.y + (y * view.height) / 8 });
      else return;
      event.preventDefault();
    });
    const fingers = new Map();
    area.addEventListener("pointerdown", (event) => {
      if (!fingers.size) wasMoved = false;
      fingers.set(event.pointerId, event);
    });
    area.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const far = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
      if (!wasMoved && far < 5) return;
      wasMoved = true;
      area.setPointerCapture(event.pointerId);
      const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      const from = spot(before);
      const to = spot(event);
      fingers.set(event.pointerId, event);
      if (other) zoom(apart(event) / Math.max(apart(before), 1), spot(other));
      else show({ ...view, x: view.x + from.x - to.x, y: view.y + from.y - to.y });
    });
    for (const end of ["pointerup", "pointercancel"]) {
      area.addEventListener(end, (event) => fingers.delete(event.pointerId));
    }
  };

  // ---------------------------------------------------------------- choice of a day

  const choose = (change) => {
    Object.assign(chosen, change);
    for (const one of ofDays) {
      const isOther = ["day", "manager"].some(
        (name) => chosen[name] && one.dataset[name] && one.dataset[name] !== chosen[name],
      );
      one.toggleAttribute("hidden", isOther);
    }
    const isAll = numDays > 1 && !chosen.day;
    body.classList.toggle("all", isAll);
    body.classList.toggle("one", !isAll);
    body.classList.toggle("of-many", numDays > 1 && !isAll);
    for (const table of tables) table.open = !isAll;
    for (const name of ["day", "manager"]) {
      const key = name === "day" ? "chooseDay" : "chooseManager";
      for (const button of all(`[data-choose-${name}]`)) {
        button.setAttribute("aria-pressed", String(button.dataset[key] === chosen[name]));
      }
    }
    hideTip();
    if (area) showChosen();
    if (area) spread();
  };

  // ---------------------------------------------------------------- hints and links

  const showTip = (one, x, y) => {
    tip.textContent = one.dataset.tip;
    tip.hidden = false;
    const margin = 12;
    const right = document.documentElement.clientWidth - tip.offsetWidth - margin;
    const below = y + margin + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(margin, Math.min(x + margin, right))}px`;
    tip.style.top = `${Math.max(margin, below ? y + margin : y - margin - tip.offsetHeight)}px`;
  };
  const hideTip = () => { tip.hidden = true; };

  const mark = (name, customer) => {
    for (const one of all(`.${name}`)) one.classList.remove(name);
    for (const one of ofCustomer.get(customer) ?? []) one.classList.add(name);
  };

  const showRow = (one) => {
    if (!matchMedia("(min-width: 62rem)").matches) return; // the tables stand elsewhere
    const rows = ofCustomer.get(one.dataset.customer).filter((row) => row.matches("#days tr"));
    const row = rows.find((each) => each.id === one.dataset.visit) ?? rows[0];
    if (!row || row.closest("[hidden]")) return;
    row.closest("details").open = true;
    row.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("pointerover", (event) => {
    const told = event.target.closest("[data-tip]");
    if (told && event.pointerType === "mouse") showTip(told, event.clientX, event.clientY);
    else if (event.pointerType === "mouse") hideTip();
    mark("near", event.target.closest("[data-customer]")?.dataset.customer);
  });

  document.addEventListener("click", (event) => {
    if (wasMoved && area?.contains(event.target)) return;
    const button = event.target.closest("button");
    if (button?.dataset.chooseDay !== undefined) {
      const day = button.dataset.chooseDay;
      return choose({ day: day === chosen.day ? "" : day });
    }
    if (button?.dataset.chooseManager !== undefined) {
      return choose({ manager: button.dataset.chooseManager });
    }
    const one = event.target.closest("svg [data-customer]");
    const customer = button?.dataset.pick ?? one?.dataset.customer;
    if (customer !== undefined) mark("picked", customer);
    if (one) showRow(one);
    const told = event.target.closest("[data-tip]");
    if (told) showTip(told, event.clientX, event.clientY);
    else hideTip();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hideTip();
    mark("picked");
  });
  document.addEventListener("scroll", hideTip, { passive: true });

  // ---------------------------------------------------------------- paper

  const paper = { width: 703, height: 567 }; // A4 less its margins, the map less the rest: points as on a screen
  let closed = [];
  window.addEventListener("beforeprint", () => {
    if (area) scaleMarksTo(Math.max(view.width / paper.width, view.height / paper.height));
    closed = all("details:not(.optional, [open], [hidden])");
    for (const one of closed) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    if (area) scaleMarks();
    for (const one of closed) one.open = false;
  });

  if (area) listenToMap();
  choose({});
})();
