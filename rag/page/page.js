// Behaviour of the page that needs no server: marks and cards, copying, windows, arrival.
"use strict";

(() => {
  const { copied, notCopied, tooLarge, maximumUpload } = window.douaneTexts;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const arrived = new Set();

  const scrollTo = (element, block) =>
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  // Read aloud by screen readers, in a region that outlives re-rendering.
  const announce = (words) => {
    let region = document.getElementById("announcer");
    if (!region) {
      region = document.createElement("div");
      region.id = "announcer";
      region.className = "hidden";
      region.setAttribute("role", "status");
      region.setAttribute("aria-live", "polite");
      document.body.append(region);
    }
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, 50);
  };

  const copy = async (value) => {
    try {
      await navigator.clipboard.writeText(value);
      return true;
    } catch {
      // Without https on another host there is no clipboard API.
      const area = document.createElement("textarea");
      area.value = value;
      area.style.position = "fixed";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };

  const onCopy = async (button, value) => {
    const done = await copy(value);
    announce(done ? copied : notCopied);
    if (!done || button.dataset.label) return;
    button.dataset.label = button.textContent;
    if (button.classList.contains("permalink")) button.classList.add("copied");
    else button.textContent = copied;
    setTimeout(() => {
      button.classList.remove("copied");
      button.textContent = button.dataset.label;
      delete button.dataset.label;
    }, 1500);
  };

  // Gradio says it too, but in English.
  const refuseLarge = (event) => {
    const files = event.dataTransfer?.files || event.target.files;
    const block = event.target.closest?.(".block");
    if (!files?.length || !block) return;
    block.parentElement.querySelector(".too-large")?.remove();
    if (!Array.from(files).some((file) => file.size > maximumUpload)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "change") event.target.value = "";
    const line = document.createElement("p");
    line.className = "problem too-large";
    line.setAttribute("role", "alert");
    line.textContent = tooLarge;
    block.after(line);
  };
  document.addEventListener("change", refuseLarge, true);
  document.addEventListener("drop", refuseLarge, true);

  const select = (card) => {
    for (const other of document.querySelectorAll(".card.selected, .source.selected"))
      other.classList.remove("selected");
    card.classList.add("selected");
    card.focus({ preventScroll: true });
    scrollTo(card, "nearest");
  };

  const openWindow = (dialog) => {
    dialog.showModal();
    const mark = dialog.querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  };

  const tab = (name) =>
    [...document.querySelectorAll('[role="tab"]')].find((one) => one.textContent.trim() === name);

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const source = target.closest("a.source");
    const back = target.closest("a.back");
    const inside = target.closest('a[href^="#"]');
    const button = target.closest("button");
    const permalink = target.closest("a.permalink");
    if (permalink) {
      event.preventDefault();
      history.replaceState(null, "", permalink.getAttribute("href"));
      onCopy(permalink, permalink.href);
    } else if (source || back || inside) {
      const place = document.getElementById((source || back || inside).hash.slice(1));
      event.preventDefault();
      if (!place) return;
      if (source) {
        select(place);
        source.classList.add("selected");
      } else {
        place.focus();
        scrollTo(place, back ? "nearest" : "start");
      }
    } else if (button && "copy" in button.dataset) {
      event.preventDefault();
      onCopy(button, button.dataset.copy);
    } else if (button && "open" in button.dataset) {
      openWindow(document.getElementById(button.dataset.open));
    } else if (button && "close" in button.dataset) {
      button.closest("dialog").close();
    } else if (button && "judge" in button.dataset) {
      const judges = button.closest(".judges");
      for (const one of judges.querySelectorAll("[data-judge]"))
        one.setAttribute("aria-pressed", String(one === button));
      const keep = judges.querySelector("[data-do=keep]");
      keep.hidden = false;
      keep.dataset.good = button.dataset.judge;
    } else if (button && button.dataset.do === "keep") {
      button.textContent = button.dataset.done;
      button.disabled = true;
      announce(button.dataset.done);
    } else if (target instanceof HTMLDialogElement) {
      target.close(); // a click on the dimmed page around the window
    }
  });

  // New parts of the page say with `data-arrive` that they want to be seen, once.
  const arrive = (element) => {
    const name = element.dataset.arrive;
    if (element.dataset.address) history.replaceState(null, "", element.dataset.address);
    if (element.dataset.say) announce(element.dataset.say);
    if (element.dataset.once && arrived.has(name)) return;
    arrived.add(name);
    const place = element.dataset.to ? document.getElementById(element.dataset.to) : element;
    if (!place) return;
    requestAnimationFrame(() => {
      // What already stands in the upper half is seen: moving the page would only confuse.
      const { top } = place.getBoundingClientRect();
      if (top < 0 || top > window.innerHeight / 2) scrollTo(place, "start");
    });
  };

  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node instanceof Element)
          for (const element of [node, ...node.querySelectorAll("[data-arrive]")])
            if (element.matches("[data-arrive]")) arrive(element);
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.douanePage = {
    // Words that the visitor selected in the passage of a button; empty when elsewhere.
    selectionNear(button) {
      const passage = button.closest("[data-passage]");
      const chosen = window.getSelection();
      if (!passage || !chosen || chosen.isCollapsed) return "";
      return passage.contains(chosen.anchorNode) && passage.contains(chosen.focusNode)
        ? chosen.toString()
        : "";
    },
    tab,
  };
})();
