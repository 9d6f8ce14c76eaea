// Filling in a form: pages one after the other, kept in this browser, saved as a file. Nothing is sent.
(() => {
  'use strict';
  const main = document.getElementById('main');
  const head = main.dataset;
  const pages = [...document.querySelectorAll('section[data-place]')];
  const items = [...document.querySelectorAll('[data-item]')];
  const concerns = [...document.querySelectorAll('[data-concern]')];
  const saving = document.getElementById('save');
  const keeping = document.getElementById('keeping');
  const kept = document.getElementById('kept');
  const asksForRater = document.getElementById('asked-rater');
  const gated = Boolean(head.gate);
  const label = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
  const noText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Cs}/u;
  const who = document.getElementById('who');
  let rater = head.rater;
  let shown = 0; // place of the last page that is open
  let store = null;
  let furthest = 0; // place of the last page that was ever open in this browser; clearing the answers does not undo it
  let saved = false; // whether a file was made: before that there is nothing to clear for
  let again = false; // whether a page was filled in once more after a later one had been open

  const radios = (item) => [...item.querySelectorAll('input[type="radio"]')];
  const field = (item) => item.querySelector('textarea, input[type="text"]');
  const typed = (item) => {
    const all = radios(item);
    return all.length ? (all.find((r) => r.checked) || { value: '' }).value : field(item).value;
  };
  const sheet = ['casereview', head.form, head.review, head.pack, head.stage].join('|');
  const key = () => ['casereview', head.form, head.sha.slice(0, 16), head.review, head.pack, head.stage, rater].join('|');
  const concern = () => (concerns.length ? concerns[0].value.trim() : '');

  const asked = (item) => !item.dataset.when || item.dataset.when.split('|').some((pair) => {
    const at = pair.indexOf('=');
    const other = items.find((i) => i.dataset.item === pair.slice(0, at));
    return other && asked(other) && typed(other) === pair.slice(at + 1);
  });
  const stopped = () => items.some((i) => i.dataset.stop && typed(i) === i.dataset.stop);

  const value = (item) => {
    const text = typed(item);
    if (!asked(item) || !text.trim()) return null;
    const numeric = item.dataset.kind === 'grade' || (field(item) && field(item).dataset.least !== undefined);
    return numeric && /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : text;
  };

  const fault = (item, released) => {
    const text = typed(item);
    if (!asked(item)) return '';
    if (!text.trim()) return item.dataset.needed === 'yes' && !released ? 'Please answer this.' : '';
    const input = field(item);
    if (!input) return '';
    const { least, most, longest } = input.dataset;
    if (least !== undefined) {
      const number = value(item);
      return typeof number === 'number' && number >= Number(least) && number <= Number(most) ? '' : `Please give a whole number from ${least} to ${most}.`;
    }
    if (noText.test(text)) return 'This holds a character that no text has; please type it anew.';
    return [...text].length > Number(longest) ? `This is longer than ${longest} characters.` : '';
  };

  const told = () => ({
    casereview: 'answers',
    form: head.form,
    form_sha256: head.sha,
    review: head.review,
    pack: head.pack,
    pack_sha256: head.digest,
    rater,
    stage: head.stage,
    saved_at: now(),
    answers: Object.fromEntries(items.map((i) => [i.dataset.item, value(i)])),
    concern: concern(),
    reopened: again,
  });

  const two = (n) => String(n).padStart(2, '0');
  const now = () => {
    const d = new Date();
    return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  };

  // Showing what is wrong.
  const mark = (item, released) => {
    const why = fault(item, released);
    const words = item.querySelector('.error');
    words.textContent = why;
    words.hidden = !why;
    item.classList.toggle('wrong', Boolean(why));
    if (field(item)) field(item).setAttribute('aria-invalid', String(Boolean(why)));
    return why;
  };
  const whole = (among, box, released) => {
    const wrong = among.filter((i) => mark(i, released));
    box.replaceChildren();
    box.hidden = !wrong.length;
    if (!wrong.length) return true;
    const lead = document.createElement('p');
    lead.textContent = wrong.length === 1 ? 'One answer is still to be given or mended:' : `${wrong.length} answers are still to be given or mended:`;
    const list = document.createElement('ul');
    wrong.forEach((item) => {
      const link = document.createElement('a');
      link.href = `#asked-${item.dataset.item}`;
      link.textContent = item.querySelector('legend, label').textContent;
      link.addEventListener('click', (event) => {
        event.preventDefault();
        (radios(item)[0] || field(item)).focus();
      });
      const line = document.createElement('li');
      line.append(link);
      list.append(line);
    });
    box.append(lead, list);
    box.focus();
    return false;
  };

  // Keeping and showing.
  const recalled = (text) => {
    let was = null;
    try { was = JSON.parse(text); } catch { /* what cannot be read was not ours, and is written over */ }
    if (!was || typeof was !== 'object') return null;
    furthest = Math.max(furthest, Math.min(Number(was.furthest) || 0, pages.length - 1));
    again = again || was.again === true;
    return was;
  };
  const keep = () => {
    if (!store || !rater) return;
    try {
      recalled(store.getItem(key())); // another window may have gone further
      const given = Object.fromEntries(items.map((i) => [i.dataset.item, typed(i)]));
      store.setItem(key(), JSON.stringify({ shown, given, concern: concerns.length ? concerns[0].value : '', furthest, again, saved }));
      const said = `Kept in this browser at ${now().slice(11, 16)}. It is not saved as a file yet.`;
      if (kept.textContent !== said) kept.textContent = said;
    } catch {
      store = null;
      kept.textContent = 'This browser can keep nothing here. Fill the form in without closing the page, and save it at the end.';
    }
  };
  const restore = () => {
    if (!store) {
      kept.textContent = 'This browser can keep nothing here. Fill the form in without closing the page, and save it at the end.';
      return;
    }
    const was = recalled(store.getItem(key()));
    if (!was) return;
    saved = was.saved === true;
    if (typeof was.given !== 'object' || !was.given) {
      if (furthest) kept.textContent = 'A later part of this form was open in this browser before. You may fill it in again; the file says that you did.';
      return;
    }
    items.forEach((item) => {
      const text = was.given[item.dataset.item];
      if (typeof text !== 'string') return;
      radios(item).forEach((r) => { r.checked = r.value === text; });
      if (field(item)) field(item).value = text;
    });
    concerns.forEach((c) => { c.value = typeof was.concern === 'string' ? was.concern : ''; });
    const last = Math.min(Math.max(Number(was.shown) || 0, 0), pages.length - 1);
    const gap = pages.findIndex((page) => on(page).some((i) => fault(i, stopped())));
    shown = gap >= 0 ? Math.min(last, gap) : last;
    kept.textContent = 'What you typed before is still here.';
    if (!shown) return;
    const link = document.createElement('a');
    link.href = `#${pages[shown].id}`;
    link.textContent = 'Go on where you were.';
    kept.append(' ', link);
  };
  const show = () => {
    const last = gated ? shown : pages.length - 1;
    pages.forEach((page, place) => {
      page.hidden = !rater || place > last;
      const past = gated && place < last;
      page.querySelectorAll('.go, .sure').forEach((part) => { part.hidden = past || part.className === 'sure'; });
      if (past && page.dataset.fixed && !page.querySelector('.questions').disabled) {
        page.querySelector('.questions').disabled = true;
        const note = document.createElement('p');
        note.className = 'fixed-note';
        note.textContent = 'These answers stay as they are.';
        page.querySelector('.questions').append(note);
      }
    });
    items.forEach((item) => { item.hidden = !asked(item); });
    document.querySelectorAll('.stopped').forEach((part) => {
      const here = stopped() && part.parentElement.querySelector('[data-stop]');
      part.hidden = !here;
      part.textContent = here ? part.dataset.words : '';
    });
    document.querySelectorAll('.next').forEach((b) => { if (stopped()) b.parentElement.hidden = true; });
    saving.hidden = !rater || !(last === pages.length - 1 || stopped() || concern());
    keeping.hidden = !rater || !store || !saved;
  };

  // Whether an item stands on a page that was left for good before: it can be typed into only since the answers were cleared.
  const early = (item) => gated && pages.some((page, place) => page.dataset.fixed && place < furthest && page.contains(item));

  const changed = (event) => {
    const item = event.target.closest('[data-item]');
    if (event.target.dataset.concern !== undefined) concerns.forEach((c) => { if (c !== event.target) c.value = event.target.value; });
    if (item && early(item)) again = true;
    if (item && item.classList.contains('wrong')) mark(item, stopped());
    show();
    keep();
  };

  // A page is left with all its answers, also by somebody with a concern: they may take that back, and it cannot be mended then.
  const on = (page) => items.filter((i) => page.contains(i));
  const answered = (page) => whole(on(page), page.querySelector('.problems'), stopped());

  const open = (place) => {
    shown = place;
    furthest = Math.max(furthest, gated ? place : 0);
    show();
    keep();
    pages[place].querySelector('h2').focus();
    pages[place].scrollIntoView();
  };

  const save = () => {
    const box = saving.querySelector('.problems');
    saving.hidden = false;
    if (!whole(items, box, stopped() || Boolean(concern()))) return;
    const text = `${JSON.stringify(told(), null, 1)}\n`;
    const name = `${[head.review, head.pack, rater, head.stage].join('-').replace(/[^A-Za-z0-9.-]+/g, '_')}.json`;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    saved = true;
    keep();
    show();
    const said = document.getElementById('saved');
    said.textContent = `The browser was asked to save ${name}; look in its downloads.${concern() ? ' Your concern is in it, and nobody has been told yet: make the call.' : ''}`;
    kept.textContent = `Saved as a file at ${now().slice(11, 16)}.`;
    document.getElementById('give').hidden = false;
    saving.querySelector('.copy').hidden = false;
    document.getElementById('copy').value = text;
    said.focus();
  };

  const begin = () => {
    document.querySelectorAll('details.gate').forEach((gate) => {
      gate.querySelector('summary').remove();
      gate.replaceWith(...gate.childNodes);
    });
    try {
      store = window.localStorage;
      store.setItem('casereview', '1');
      store.removeItem('casereview');
    } catch { store = null; }
    if (rater) restore();
    if (asksForRater) {
      asksForRater.hidden = Boolean(rater);
      who.hidden = !rater;
      who.querySelector('strong').textContent = rater;
      document.getElementById('rater').value = rater;
    }
    show();
  };

  pages.forEach((page, place) => {
    const next = page.querySelector('.next');
    const sure = page.querySelector('.sure');
    if (!next) return;
    next.addEventListener('click', () => {
      if (!answered(page)) return;
      if (!sure) { open(place + 1); return; }
      sure.hidden = false;
      next.parentElement.hidden = true;
      sure.querySelector('.yes').focus();
    });
    if (!sure) return;
    sure.querySelector('.yes').addEventListener('click', () => {
      if (answered(page)) open(place + 1); else show();
    });
    sure.querySelector('.no').addEventListener('click', () => { show(); next.focus(); });
  });

  document.querySelectorAll('button.save').forEach((b) => b.addEventListener('click', save));
  const clear = document.getElementById('clear');
  const reallyClear = keeping.querySelector('.sure');
  clear.addEventListener('click', () => { reallyClear.hidden = false; reallyClear.querySelector('.yes').focus(); });
  reallyClear.querySelector('.no').addEventListener('click', () => { reallyClear.hidden = true; clear.focus(); });
  reallyClear.querySelector('.yes').addEventListener('click', () => {
    if (store) {
      store.removeItem(key());
      if (furthest) store.setItem(key(), JSON.stringify({ furthest, again }));
    }
    window.location.reload();
  });
  if (asksForRater) {
    try { // the code outlives a reload of this window, and nothing more: somebody else may use the device next
      const was = window.sessionStorage.getItem(sheet);
      if (was && label.test(was)) rater = was;
    } catch { /* it is asked for */ }
    document.getElementById('other').addEventListener('click', () => {
      try { window.sessionStorage.removeItem(sheet); } catch { /* there is nothing to remove */ }
      window.location.reload();
    });
    const code = document.getElementById('rater');
    document.getElementById('begin').addEventListener('click', () => {
      const wrong = document.getElementById('wrong-rater');
      const said = code.value.trim();
      wrong.hidden = label.test(said);
      wrong.textContent = wrong.hidden ? '' : 'Please type the code that you were given: letters and figures, without blanks.';
      if (!wrong.hidden) { code.focus(); return; }
      rater = said;
      try { window.sessionStorage.setItem(sheet, rater); } catch { /* then it is asked for again after a reload */ }
      begin();
      pages[gated ? shown : 0].querySelector('h2').focus();
    });
  }
  main.addEventListener('input', changed);
  window.addEventListener('storage', (event) => {
    if (!rater || event.key !== key()) return;
    recalled(event.newValue);
    kept.textContent = 'This form is open in another window too. Fill in one of them only.';
  });
  begin();
})();
