// Fills in a form in real Chromium on a phone, by keyboard alone, reloads it half-way, saves it, and says what happened as JSON.
// node form.mjs CHROMIUM PAGE.html PLAN.json DOWNLOADED.json ; pictures go to the folder PICTURES where that is set.
// The plan: { answers: {item: text}, half: item after which the page is reloaded, rater: code to give first, init: script that
// runs before the page's own, early: whether to go on before anything is answered, concern: {page, words}, quick: without axe,
// scheme: light or dark, anew: answers to give once
// more, on the first page, after what is kept was cleared; then it is saved again }.
import { chromium } from 'playwright-core';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [executablePath, file, planFile, to] = process.argv.slice(2);
const plan = JSON.parse(fs.readFileSync(planFile, 'utf8'));
const here = path.dirname(fileURLToPath(import.meta.url));
const axe = fs.readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pictures = process.env.PICTURES;
const address = pathToFileURL(path.resolve(file)).href;
const found = { requests: [], messages: [], dialogs: 0, violations: [], wide: [], shown: [] };

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
const context = await browser.newContext({ offline: true, acceptDownloads: true, viewport: { width: 390, height: 844 }, colorScheme: plan.scheme || 'light' });
if (plan.init) await context.addInitScript(plan.init);
const page = await context.newPage();
page.on('request', (r) => { if (!/^(data|blob):/.test(r.url()) && r.url() !== address) found.requests.push(r.url().slice(0, 80)); });
page.on('console', (m) => found.messages.push(m.text().slice(0, 200)));
page.on('pageerror', (e) => found.messages.push(String(e).slice(0, 200)));
page.on('dialog', (d) => { found.dialogs += 1; d.dismiss(); });
await page.goto(address, { waitUntil: 'load' });
found.said = await page.textContent('#kept');
if (plan.rater) {
  await tabTo('#rater');
  await page.keyboard.type(plan.rater);
  await press('#begin');
}

found.clearable = await clearable();
const pages = await page.evaluate(() => [...document.querySelectorAll('section[data-place]')].map((s) => ({
  id: s.id, gate: Boolean(s.querySelector('.next')), items: [...s.querySelectorAll('[data-item]')].map((i) => i.dataset.item) })));
for (const one of pages) {
  await look(one.id);
  found.shown.push(await visible());
  if (plan.early && one.gate) {
    await press(`#${one.id} .next`);
    found.early = await page.evaluate((id) => ({ focus: document.activeElement.className, listed: document.querySelectorAll(`#${id} .problems li`).length }), one.id);
    await look(`${one.id}-early`);
    delete plan.early;
  }
  for (const item of one.items) {
    if (plan.answers[item] === undefined) continue;
    await answer(item, plan.answers[item]);
    if (item === plan.half) {
      const before = await values();
      await page.reload({ waitUntil: 'load' });
      found.same = JSON.stringify(before) === JSON.stringify(await values());
      found.kept = await page.textContent('#kept');
    }
  }
  if (plan.concern && plan.concern.page === one.id) {
    await tabTo(`#${one.id} details.concern > summary`);
    await page.keyboard.press('Enter');
    await tabTo(`#${one.id} [data-concern]`);
    await page.keyboard.insertText(plan.concern.words);
    await saveBy(`#${one.id} details.concern .save`);
    break;
  }
  if (!one.gate) continue;
  if (await page.evaluate((id) => document.querySelector(`#${id} .next`).parentElement.hidden, one.id)) break;
  await press(`#${one.id} .next`);
  if (await page.evaluate((id) => document.querySelector(`#${id} .sure:not([hidden]) .yes`) !== null, one.id)) {
    await page.keyboard.press('Enter'); // the focus is on the button that confirms
  }
  found.fixed = await page.evaluate(() => [...document.querySelectorAll('.questions:disabled')].length);
}
await look('end');
if (!found.saved) await saveBy('#save .save');
await look('saved');
if (plan.anew) {
  found.clearable = [found.clearable, await clearable()];
  await press('#clear');
  await Promise.all([page.waitForEvent('load'), press('#keeping .sure .yes')]);
  found.cleared = { said: await page.textContent('#kept'), shown: await visible(), typed: (await values()).filter((v) => v && v !== true).length, clearable: await clearable() };
  for (const [item, text] of Object.entries(plan.anew)) await answer(item, text);
  await saveBy('#save .save');
}
found.problems = await page.evaluate(() => [...document.querySelectorAll('#save .problems:not([hidden]) li')].map((l) => l.textContent));
found.keys = await page.evaluate(() => { try { return Object.keys(localStorage); } catch { return null; } });
await browser.close();
console.log(JSON.stringify(found));

async function saveBy(button) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 4000 }).catch(() => null), press(button)]);
  if (!download) return;
  found.saved = download.suggestedFilename();
  await download.saveAs(to);
  found.copy = await page.evaluate(() => document.getElementById('copy').value);
}

async function answer(item, text) {
  const kind = await page.evaluate((id) => document.querySelector(`#asked-${id} input[type=radio]`) !== null, item);
  if (!kind) {
    await tabTo(`#on-${item}`);
    await page.keyboard.insertText(text);
    return;
  }
  await tabTo(`#asked-${item} input[type=radio]`);
  const count = await page.evaluate((id) => document.querySelectorAll(`#asked-${id} input[type=radio]`).length, item);
  await page.keyboard.press('Space');
  for (let n = 0; n <= count; n += 1) {
    if (await page.evaluate((id) => document.querySelector(`#asked-${id} :checked`).value, item) === text) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`no choice ${text} of ${item}`);
}

async function tabTo(selector) {
  for (let n = 0; n < 400; n += 1) {
    if (await page.evaluate((s) => document.activeElement && document.activeElement.matches(s), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard never reaches ${selector}`);
}

async function press(selector) {
  await tabTo(selector);
  await page.keyboard.press('Enter');
}

function clearable() {
  return page.evaluate(() => document.getElementById('clear').checkVisibility());
}

function values() {
  return page.evaluate(() => [...document.querySelectorAll('main input, main textarea')].map((e) => (e.type === 'radio' ? e.checked : e.value)));
}

function visible() {
  return page.evaluate(() => [...document.querySelectorAll('section[data-place]')].filter((s) => s.checkVisibility()).map((s) => s.id));
}

async function look(name) {
  const width = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
  if (width > 0) found.wide.push(`${name}: ${width} px`);
  if (!pictures && plan.quick) return;
  await page.evaluate(axe);
  const result = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), tags);
  found.violations.push(...result.violations.map((v) => `${name}: ${v.id} ${v.nodes[0].html.slice(0, 120)}`));
  if (pictures) await page.screenshot({ path: path.join(pictures, `${path.basename(file, '.html')}-${name}.png`), fullPage: true });
}
