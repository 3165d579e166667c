"use strict";
(async () => {
  const content = JSON.parse(document.getElementById("content").textContent);
  const { weeks, stores, regions, channels, departments, metrics, words } = content;
  const NONE = content.not_stated;
  const LAST = weeks.length - 1;
  const byId = (id) => document.getElementById(id);

  // --- data: columns of whole numbers, packed ---------------------------------------------------------------------
  async function unpack(facts) {
    const packed = Uint8Array.from(atob(facts.packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const columns = { count: facts.row_count };
    let start = 0;
    for (const name of [...facts.dimensions, ...facts.measures]) {
      const Kind = facts.dimensions.includes(name) ? Uint16Array : facts.wide.includes(name) ? Float64Array : Int32Array;
      const size = Kind.BYTES_PER_ELEMENT;
      const whole = new Uint8Array(facts.row_count * size);
      for (let place = 0; place < size; place++) {
        for (let row = 0; row < facts.row_count; row++) whole[row * size + place] = bytes[start + place * facts.row_count + row];
      }
      columns[name] = new Kind(whole.buffer);
      start += whole.length;
    }
    return columns;
  }
  let storeFacts, departmentFacts, isComparable;
  try {
    [storeFacts, departmentFacts] = await Promise.all([unpack(content.store_facts), unpack(content.department_facts)]);
    const flags = await unpack(content.comparable);
    isComparable = new Uint8Array(stores.length * weeks.length);
    for (let row = 0; row < flags.count; row++) isComparable[flags.store_id[row] * weeks.length + flags.iso_week[row]] = 1;
  } catch (error) {
    const told = byId("failure");
    told.textContent = words[content.language].failure;
    told.hidden = false;
    throw error;
  }

  // --- state: what is chosen stands in the address, so that a view can be sent to somebody ------------------------
  const initial = { week: LAST, region: -1, store: -1, department: -1, channel: -1, comparable: 0,
    metric: 0, by: "region", lang: content.language, sort: "value", down: 1 };
  const state = { ...initial };
  const BY = ["region", "store", "department", "channel", "week"];
  const members = { week: weeks, region: regions, store: stores, department: departments, channel: channels };
  const codeOf = (name, place) => (name === "store" ? stores[place].id : members[name][place].code);
  const placeOf = (name, code) => members[name].findIndex((_, place) => codeOf(name, place) === code);

  function readAddress() {
    Object.assign(state, initial, { lang: state.lang });
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (name in members) {
        const place = placeOf(name, value);
        if (place >= 0) state[name] = place;
      } else if (name === "metric") state.metric = Math.max(0, metrics.findIndex((metric) => metric.code === value));
      else if (name === "by" && BY.includes(value)) state.by = value;
      else if (name === "lang" && words[value]) state.lang = value;
      else if (name === "comparable") state.comparable = value === "1" ? 1 : 0;
    }
  }
  function writeAddress() {
    const parts = new URLSearchParams();
    for (const name of Object.keys(members)) {
      if (state[name] !== initial[name]) parts.set(name, codeOf(name, state[name]));
    }
    if (state.metric) parts.set("metric", metrics[state.metric].code);
    if (state.by !== initial.by) parts.set("by", state.by);
    if (state.comparable) parts.set("comparable", "1");
    if (state.lang !== initial.lang) parts.set("lang", state.lang);
    history.replaceState(null, "", "#" + parts.toString());
  }

  // --- sums ---------------------------------------------------------------------------------------------------------
  const MEASURES = [...new Set([...content.store_facts.measures, ...content.department_facts.measures])];
  const empty = () => Object.fromEntries([...MEASURES.map((name) => [name, 0]), ["rows", 0]]);
  // A measure that one part cannot state, the whole cannot state either.
  const add = (sum, name, value) => { sum[name] = sum[name] === null || value === NONE ? null : sum[name] + value; };

  // One pass over the facts: a sum for each member of a dimension in each of the weeks asked for.
  function sums(by, wanted) {
    const isByDepartment = state.department >= 0 || by === "department";
    const facts = isByDepartment ? departmentFacts : storeFacts;
    const measures = (isByDepartment ? content.department_facts : content.store_facts).measures;
    const found = new Map();
    for (let row = 0; row < facts.count; row++) {
      const week = facts.iso_week[row];
      if (!wanted.has(week)) continue;
      const store = facts.store_id[row];
      const region = stores[store].region;
      if (state.store >= 0 && store !== state.store) continue;
      if (state.region >= 0 && region !== state.region) continue;
      if (state.channel >= 0 && facts.channel_code[row] !== state.channel) continue;
      if (state.department >= 0 && facts.department_code[row] !== state.department) continue;
      for (const target of wanted.get(week)) {
        if (state.comparable && !isComparable[store * weeks.length + target.week]) continue;
        const key = by === "region" ? region : by === "store" ? store : by === "channel" ? facts.channel_code[row]
          : by === "department" ? facts.department_code[row] : by === "week" ? target.week : 0;
        let pair = found.get(key);
        if (!pair) found.set(key, (pair = { now: empty(), then: empty() }));
        const sum = target.isNow ? pair.now : pair.then;
        sum.rows++;
        for (const name of measures) add(sum, name, facts[name][row]);
      }
    }
    for (const pair of found.values()) {
      for (const sum of [pair.now, pair.then]) {
        for (const name of MEASURES) if (!measures.includes(name)) sum[name] = null;
        // Tickets that hold several departments would count several times: told of one department alone.
        if (isByDepartment) sum.ticket_count = null;
      }
    }
    return found;
  }
  // Which week of the facts is read for which week of the view: itself, and the one it is compared with.
  function wantedWeeks(chosen) {
    const wanted = new Map();
    const ask = (week, target) => wanted.set(week, [...(wanted.get(week) || []), target]);
    for (const week of chosen) {
      ask(week, { week, isNow: true });
      if (weeks[week].prior >= 0) ask(weeks[week].prior, { week, isNow: false });
    }
    return wanted;
  }
  const ratio = (above, below) => (above === null || below === null || below === 0 ? null : above / below);
  const FORMULAS = {
    sales_eur_incl_tax: (sum) => sum.sales_eur_incl_tax / 100,
    ticket_count: (sum) => (state.department >= 0 ? sum.containing_ticket_count : sum.ticket_count),
    average_basket_eur_incl_tax: (sum) => ratio(sum.sales_eur_incl_tax, sum.ticket_count === null ? null : sum.ticket_count * 100),
    items_per_basket: (sum) => ratio(sum.item_count, sum.ticket_count),
    average_price_eur_incl_tax: (sum) => ratio(sum.sales_eur_incl_tax, sum.item_count * 100),
    margin_rate: (sum) => ratio(sum.margin_eur_excl_tax, sum.margin_base_eur_excl_tax),
    loyalty_sales_rate: (sum) => ratio(sum.loyalty_sales_eur_incl_tax, sum.sales_eur_incl_tax),
  };
  function value(metric, sum, isPerDepartment) {
    if (!sum || !sum.rows) return null;
    const found = isPerDepartment && metric.code === "ticket_count" ? sum.containing_ticket_count : FORMULAS[metric.code](sum);
    return Number.isFinite(found) ? found : null;
  }
  // Amounts and counts change by a rate, rates by points.
  function change(metric, now, then) {
    if (now === null || then === null) return null;
    if (metric.unit === "rate") return now - then;
    return then > 0 ? now / then - 1 : null;
  }

  // --- words and numbers ----------------------------------------------------------------------------------------------
  const word = (key) => words[state.lang][key];
  const fill = (key, values) => word(key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const digits = (number, decimals) => new Intl.NumberFormat(state.lang === "fr" ? "fr-FR" : "en-GB",
    { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(Math.abs(number));
  const signOf = (number, decimals) => { const rounded = Math.round(Math.abs(number) * 10 ** decimals); return rounded === 0 ? 0 : Math.sign(number); };
  const space = () => (state.lang === "fr" ? "\u202f" : "");
  function told(metric, number) {
    if (number === null) return word("not_stated");
    const scaled = metric.unit === "rate" ? number * 100 : number;
    const minus = signOf(scaled, metric.decimals) < 0 ? "\u2212" : "";
    const text = digits(scaled, metric.decimals);
    if (metric.unit === "rate") return minus + text + space() + "%";
    if (metric.unit !== "currency") return minus + text;
    return state.lang === "fr" ? minus + text + "\u00a0€" : minus + "€" + text;
  }
  function toldChange(metric, rate) {
    if (rate === null) return { text: word("not_stated"), tone: "missing" };
    const sign = signOf(rate * 100, 1);
    const unit = metric.unit === "rate" ? "\u00a0pt" : space() + "%";
    const mark = sign > 0 ? "▲ +" : sign < 0 ? "▼ \u2212" : "= ";
    return { text: mark + digits(rate * 100, 1) + unit, tone: sign > 0 ? "up" : sign < 0 ? "down" : "flat" };
  }
  const weekName = (place) => weeks[place].code.replace("-W", state.lang === "fr" ? "-S" : "-W");
  const moment = (text) => new Date(text + "T00:00:00Z");
  const dates = (place) => new Intl.DateTimeFormat(state.lang === "fr" ? "fr-FR" : "en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" })
    .formatRange(moment(weeks[place].first), moment(weeks[place].last));
  function nameOf(by, place) {
    if (by === "week") return `${weekName(place)} · ${dates(place)}`;
    if (place < 0) return word("no_region");
    const one = members[by][place];
    return by === "channel" || by === "department" ? one[state.lang] : one.name;
  }

  // --- drawing ----------------------------------------------------------------------------------------------------------
  function element(name, properties = {}, children = []) {
    const made = document.createElement(name);
    for (const [key, given] of Object.entries(properties)) {
      if (key === "class") made.className = given;
      else if (typeof given === "function" || (key in made && typeof made[key] !== "object")) made[key] = given;
      else made.setAttribute(key, given);
    }
    made.append(...children);
    return made;
  }
  function fillSelect(id, options, chosen) {
    byId(id).replaceChildren(...options.map(([place, name]) => element("option", { value: String(place), textContent: name, selected: place === chosen })));
  }
  function drawFilters() {
    fillSelect("week", weeks.map((_, place) => [place, nameOf("week", place)]).reverse(), state.week);
    fillSelect("region", [[-1, word("all_regions")], ...regions.map((region, place) => [place, region.name])], state.region);
    const here = stores.map((store, place) => [place, store.name]).filter(([place]) => state.region < 0 || stores[place].region === state.region);
    fillSelect("store", [[-1, word("all_stores")], ...here], state.store);
    fillSelect("department", [[-1, word("all_departments")], ...departments.map((one, place) => [place, one[state.lang]])], state.department);
    fillSelect("channel", [[-1, word("all_channels")], ...channels.map((one, place) => [place, one[state.lang]])], state.channel);
    byId("comparable").checked = Boolean(state.comparable);
  }
  function drawTiles(pair) {
    const tiles = metrics.map((metric, place) => {
      const now = value(metric, pair && pair.now), then = value(metric, pair && pair.then);
      const moved = toldChange(metric, change(metric, now, then));
      return element("li", {}, [element("button", {
        type: "button", class: "tile", "aria-pressed": String(place === state.metric), "data-metric": metric.code,
        "data-value": now === null ? "" : String(now), onclick: () => { state.metric = place; draw("metric"); },
      }, [
        element("b", { textContent: metric.code === "ticket_count" && state.department >= 0 ? word("containing_tickets") : metric[state.lang][0] }),
        element("strong", { textContent: told(metric, now) }),
        element("span", { class: moved.tone, textContent: moved.text }),
      ])]);
    });
    byId("tiles").replaceChildren(...tiles);
  }
  // 1, 2 or 5 with zeros: what an axis is read by.
  function roundStep(wanted) {
    const ten = 10 ** Math.floor(Math.log10(wanted || 1));
    return [1, 2, 5, 10].map((times) => times * ten).find((step) => step >= wanted) || 1;
  }
  function drawChart(byWeek) {
    const metric = metrics[state.metric];
    const points = weeks.map((_, place) => { const pair = byWeek.get(place); return { now: value(metric, pair && pair.now), then: value(metric, pair && pair.then) }; });
    const stated = points.flatMap((point) => [point.now, point.then]).filter((number) => number !== null);
    const width = Math.max(320, byId("chart").clientWidth);
    const [height, left, bottom, top] = [240, 84, 26, 12];
    const [least, most] = [Math.min(0, ...stated), Math.max(0, ...stated)];
    const step = roundStep((most - least) / 3);
    const [low, high] = [Math.floor(least / step) * step, Math.ceil(most / step) * step];
    const x = (place) => left + (place / Math.max(1, LAST)) * (width - left - 12);
    const y = (number) => top + (1 - (number - low) / (high - low || 1)) * (height - top - bottom);
    const path = (key) => points.reduce((line, point, place) => point[key] === null ? { text: line.text, isOpen: false }
      : { text: line.text + (line.isOpen ? "L" : "M") + x(place).toFixed(1) + " " + y(point[key]).toFixed(1), isOpen: true }, { text: "", isOpen: false }).text;
    const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, place) => low + place * step).map((number) => `<line x1="${left}" x2="${width - 12}" y1="${y(number)}" y2="${y(number)}" stroke="var(--rule)"/><text x="${left - 8}" y="${y(number) + 4}" text-anchor="end">${told(metric, number)}</text>`);
    const every = width < 600 ? 26 : 13;
    const labels = weeks.map((_, place) => place).filter((place) => place % every === LAST % every).map((place) => `<text x="${x(place)}" y="${height - 6}" text-anchor="${place === LAST ? "end" : "middle"}">${weekName(place)}</text>`);
    const chosen = points[state.week].now;
    const dot = chosen === null ? "" : `<circle cx="${x(state.week)}" cy="${y(chosen)}" r="5" fill="var(--week)"/>`;
    const now = value(metric, byWeek.get(state.week) && byWeek.get(state.week).now);
    const text = fill("chart_text", { metric: metric[state.lang][0], week: weekName(state.week), value: told(metric, now), low: told(metric, Math.min(...stated)), high: told(metric, Math.max(...stated)) });
    byId("chart").innerHTML = stated.length ? `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="">${ticks.join("")}${labels.join("")}<path d="${path("then")}" fill="none" stroke="var(--compared-stroke)" stroke-width="1.5" stroke-dasharray="5 4"/><path d="${path("now")}" fill="none" stroke="var(--week)" stroke-width="2.2"/>${dot}</svg>` : "";
    const svg = byId("chart").querySelector("svg");
    if (svg) svg.setAttribute("aria-label", text);
    byId("chart-name").textContent = fill("chart_title", { metric: metric[state.lang][0] });
    byId("chart-text").textContent = stated.length ? word("chart_legend") : word("nothing");
  }
  function lines(by, found) {
    const metric = metrics[state.metric];
    return [...found].map(([place, pair]) => {
      const now = value(metric, pair.now, by === "department"), then = value(metric, pair.then, by === "department");
      return { place, name: nameOf(by, place), now, then, change: change(metric, now, then), sales: pair.now.rows ? pair.now.sales_eur_incl_tax / 100 : null };
    });
  }
  const ordered = (found) => {
    const key = state.sort;
    const least = -Infinity;
    return found.sort((one, other) => key === "name"
      ? state.down * (state.by === "week" ? other.place - one.place : one.name.localeCompare(other.name, state.lang))
      : state.down * ((other[COLUMN[key]] ?? least) - (one[COLUMN[key]] ?? least)) || one.name.localeCompare(other.name, state.lang));
  };
  const COLUMN = { value: "now", compared: "then", change: "change", weight: "sales" };
  function drawTable(by, found, total) {
    const metric = metrics[state.metric];
    const all = ordered(lines(by, found));
    const whole = all.reduce((sum, line) => sum + (line.sales || 0), 0);
    const headers = [["name", word(by), ""], ["value", metric[state.lang][0], "number"], ["compared", word("compared"), "number optional"], ["change", word("change"), "number"], ["weight", word("weight"), "number optional"]];
    const head = element("thead", {}, [element("tr", {}, headers.map(([key, name, kind]) => element("th", {
      scope: "col", class: kind, "aria-sort": state.sort === key ? ((key === "name") === (state.down > 0) ? "ascending" : "descending") : "none",
    }, [element("button", { type: "button", textContent: name, onclick: () => { state.down = state.sort === key ? -state.down : 1; state.sort = key; draw("sort"); } })])))]);
    const weight = { unit: "rate", decimals: 1 };
    const row = (line, kind, isDrill) => {
      const moved = toldChange(metric, line.change);
      const label = isDrill ? element("button", { type: "button", textContent: line.name, onclick: () => drill(by, line.place) }) : element("span", { textContent: line.name });
      return element("tr", { class: kind }, [
        element("th", { scope: "row" }, [label]),
        element("td", { class: "number", "data-value": line.now === null ? "" : String(line.now), textContent: told(metric, line.now) }),
        element("td", { class: "number optional", textContent: told(metric, line.then) }),
        element("td", { class: "number " + moved.tone, textContent: moved.text }),
        element("td", { class: "number optional", textContent: by === "week" ? "" : told(weight, ratio(line.sales, whole)) }),
      ]);
    };
    const body = element("tbody", {}, all.map((line) => row(line, "", !(by === "region" && line.place < 0))));
    if (by !== "week" && total) {
      const now = value(metric, total.now), then = value(metric, total.then);
      body.append(row({ name: word("total"), now, then, change: change(metric, now, then), sales: whole }, "total", false));
    }
    byId("table").replaceChildren(head, body);
    byId("table-name").textContent = fill("by_" + by, { metric: metric[state.lang][0], week: weekName(state.week) });
    byId("table-note").textContent = by === "department" ? word("department_note") : by === "region" ? word("region_note") : "";
    for (const button of document.querySelectorAll(".dimension")) {
      button.textContent = word(button.dataset.by);
      button.setAttribute("aria-pressed", String(button.dataset.by === by));
    }
  }
  const NEXT = { region: "store", store: "department", department: "week", channel: "store", week: "region" };
  function drill(by, place) {
    state[by] = place;
    if (by === "region") state.store = -1;
    state.by = NEXT[by];
    state.sort = state.by === "week" ? "name" : "value";
    state.down = 1;
    draw("drill");
    byId("view").scrollIntoView({ block: "start" });
  }
  function drawWords() {
    document.documentElement.lang = state.lang;
    for (const one of document.querySelectorAll("[data-word]")) one.textContent = word(one.dataset.word);
    document.title = fill("title", { week: weekName(LAST) });
    byId("language").textContent = word("other_language");
    byId("language").lang = state.lang === "fr" ? "en" : "fr";
    byId("definitions").replaceChildren(...metrics.flatMap((metric) => [
      element("dt", { textContent: metric[state.lang][0] }), element("dd", { textContent: `${metric[state.lang][1]} ${metric[state.lang][2]}` })]));
  }
  function draw(cause) {
    const focused = document.activeElement && document.activeElement.closest("button");
    const path = focused && { metric: focused.dataset.metric, column: focused.closest("th") && [...focused.closest("tr").children].indexOf(focused.closest("th")) };
    drawWords();
    drawFilters();
    const byWeek = sums("week", wantedWeeks(weeks.map((_, place) => place)));
    const total = sums("all", wantedWeeks([state.week])).get(0);
    drawTiles(total);
    drawChart(byWeek);
    const found = state.by === "week" ? byWeek : sums(state.by, wantedWeeks([state.week]));
    drawTable(state.by, found, total);
    byId("status").textContent = word(weeks[state.week].final ? "status_final" : "status_provisional");
    const prior = weeks[state.week].prior;
    byId("dates").textContent = prior < 0 ? fill("dates_alone", { week: weekName(state.week), dates: dates(state.week) })
      : fill("dates", { week: weekName(state.week), dates: dates(state.week), prior: weekName(prior), prior_dates: dates(prior) });
    if (cause !== "start") {
      const metric = metrics[state.metric];
      byId("said").textContent = fill("said", { metric: metric[state.lang][0], value: told(metric, value(metric, total && total.now)), table: byId("table-name").textContent });
      writeAddress();
    }
    // What was pressed is drawn anew: whoever works by keyboard stays where they were.
    if (cause === "metric" && path) document.querySelector(`.tile[data-metric="${path.metric}"]`).focus();
    if (cause === "sort" && path) document.querySelectorAll("#table thead button")[path.column].focus();
    if (cause === "drill") byId("view").focus({ preventScroll: true });
  }
  function download() {
    const metric = metrics[state.metric];
    const comma = (number, decimals) => number === null ? "" : number.toFixed(decimals).replace(".", state.lang === "fr" ? "," : ".");
    const text = (name) => (/[;"\n]/.test(name) ? `"${name.replace(/"/g, '""')}"` : name).replace(/^([=+\-@])/, "'$1");
    const decimals = metric.unit === "rate" ? 4 : 2;
    const rows = [[word(state.by), metric[state.lang][0], word("compared"), word("change")].map(text).join(";")];
    const found = state.by === "week" ? sums("week", wantedWeeks(weeks.map((_, place) => place))) : sums(state.by, wantedWeeks([state.week]));
    for (const line of ordered(lines(state.by, found))) rows.push([text(line.name), comma(line.now, decimals), comma(line.then, decimals), comma(line.change, 4)].join(";"));
    const link = element("a", { href: URL.createObjectURL(new Blob(["\ufeff" + rows.join("\r\n") + "\r\n"], { type: "text/csv" })), download: `${metric.code}-${weeks[state.week].code}.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  for (const name of Object.keys(members)) {
    byId(name).addEventListener("change", (event) => {
      state[name] = Number(event.target.value);
      if (name === "region") state.store = -1;
      draw("filter");
    });
  }
  byId("comparable").addEventListener("change", (event) => { state.comparable = event.target.checked ? 1 : 0; draw("filter"); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => { event.preventDefault(); Object.assign(state, initial, { lang: state.lang }); draw("filter"); });
  byId("language").addEventListener("click", () => { state.lang = state.lang === "fr" ? "en" : "fr"; draw("language"); });
  byId("download").addEventListener("click", download);
  for (const button of document.querySelectorAll(".dimension")) {
    button.addEventListener("click", () => { state.by = button.dataset.by; state.sort = state.by === "week" ? "name" : "value"; state.down = 1; draw("by"); });
  }
  let drawnWidth = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== drawnWidth) { drawnWidth = innerWidth; draw("start"); } });
  addEventListener("hashchange", () => { readAddress(); draw("start"); });
  readAddress();
  draw("start");
  // How long it took to open, for whoever measures it.
  document.documentElement.dataset.milliseconds = String(Math.round(performance.now()));
  document.documentElement.dataset.ready = "yes";
})();
