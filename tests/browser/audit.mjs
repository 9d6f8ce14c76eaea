// Opens pages in real Chromium without a network and says what is wrong with them, one line of JSON a page.
// node audit.mjs CHROMIUM PAGE.html… ; pictures and a PDF of each go to the folder PICTURES where that is set.
import { chromium } from 'playwright-core';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [executablePath, ...pages] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const axe = fs.readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const pictures = process.env.PICTURES;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Other colours change nothing else: what is not a matter of colour was found wrong, or well, in the usual ones.
const ofColour = ['color-contrast', 'link-in-text-block'];
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const focusable = 'a[href], summary, button, input, select, [tabindex="0"]';

const wanted = (process.env.LOOKS || '').split(' ').filter(Boolean);
const onlyRun = Boolean(process.env.ONLY_RUN);
const looks = [
  { name: 'desktop', viewport: { width: 1280, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
  { name: 'dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'contrast', viewport: { width: 1280, height: 900 }, contrast: 'more' },
].filter((look) => !wanted.length || wanted.includes(look.name));

const browser = await chromium.launch({ executablePath, args });
for (const file of pages) console.log(JSON.stringify(await audit(file)));
await browser.close();

async function audit(file) {
  const found = { file: path.basename(file), violations: [], requests: [], messages: [], wide: [], dialogs: 0 };
  for (const look of looks) await withPage(file, look, found, async (page) => {
    if (look.name === 'desktop') await first(page, file, found);
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
    if (width > 0) found.wide.push(`${look.name}: ${width} px`);
    await shot(page, file, `${look.name}-closed`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await shot(page, file, look.name);
    if (!onlyRun) found.violations.push(...await violations(page, look.name));
  });
  if (onlyRun) return found;
  await withPage(file, { name: 'keyboard', viewport: { width: 1280, height: 900 } }, found, async (page) => {
    found.unreached = await unreached(page);
  });
  found.sheetsWithoutLater = await sheetsWithoutLater(file);
  return found;
}

async function first(page, file, found) {
  Object.assign(found, await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    const later = document.querySelector('details.afterwards');
    return {
      title: document.title,
      duplicates: ids.filter((id, n) => ids.indexOf(id) !== n),
      scripts: document.scripts.length,
      closed: later ? !later.open && !later.querySelector('.opened').checkVisibility() : null,
      dead: [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href').slice(1)).filter((id) => !document.getElementById(id)),
      structure: [...document.querySelectorAll('main *')].filter((e) => !e.closest('svg')).map((e) => e.localName).join(' '),
    };
  }));
  if (onlyRun) return;
  const pdf = await print(page);
  found.pages = sheets(pdf);
  if (pictures) fs.writeFileSync(path.join(pictures, `${path.basename(file, '.html')}.pdf`), pdf);
}

async function sheetsWithoutLater(file) {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.resolve(file)).href, { waitUntil: 'load' });
  await page.evaluate(() => document.querySelector('#afterwards')?.remove());
  const count = sheets(await print(page));
  await context.close();
  return count;
}

function print(page) {
  return page.pdf({ format: 'A4', printBackground: true, tagged: true, outline: true });
}

function sheets(pdf) {
  return (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) || []).length;
}

async function violations(page, look) {
  await page.evaluate(axe); // evaluate() is not stopped by the page's policy, a script element would be
  const runOnly = ['dark', 'contrast'].includes(look) ? { type: 'rule', values: ofColour } : { type: 'tag', values: tags };
  const result = await page.evaluate((asked) => axe.run(document, asked), { runOnly });
  return result.violations.map((v) => `${look}: ${v.id} ×${v.nodes.length} ${v.nodes[0].html.slice(0, 120)}`);
}

async function unreached(page) {
  const count = await page.evaluate((focusable) => {
    const all = [...document.querySelectorAll(focusable)].filter((e) => e.checkVisibility());
    all.forEach((e) => { e.addEventListener('focus', () => { e.dataset.reached = 'yes'; }); });
    return all.length;
  }, focusable);
  for (let n = 0; n < count + 5; n += 1) await page.keyboard.press('Tab');
  return page.evaluate((focusable) => [...document.querySelectorAll(focusable)]
    .filter((e) => e.checkVisibility() && !e.dataset.reached).map((e) => e.outerHTML.slice(0, 80)), focusable);
}

async function withPage(file, look, found, use) {
  const { name, ...options } = look;
  const context = await browser.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const address = pathToFileURL(path.resolve(file)).href;
  page.on('request', (r) => { if (!r.url().startsWith('data:') && r.url() !== address) found.requests.push(r.url().slice(0, 80)); });
  page.on('console', (m) => found.messages.push(`${name}: ${m.text().slice(0, 160)}`));
  page.on('pageerror', (e) => found.messages.push(`${name}: ${String(e).slice(0, 160)}`));
  page.on('dialog', (d) => { found.dialogs += 1; d.dismiss(); });
  await page.goto(address, { waitUntil: 'load' });
  await use(page);
  await context.close();
}

async function shot(page, file, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, `${path.basename(file, '.html')}-${name}.png`), fullPage: true });
}
