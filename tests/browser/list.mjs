// Uses the list of reports in real Chromium, with and without script, and prints what stands there as one line of JSON.
// node list.mjs CHROMIUM INDEX.html WORD NOTEBOOK
import { chromium } from 'playwright-core';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [executablePath, file, word, notebook] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const address = pathToFileURL(path.resolve(file)).href;
const rows = (page) => page.evaluate(() => [...document.querySelectorAll('#runs tbody tr')]
  .filter((row) => row.checkVisibility()).map((row) => row.querySelector('small').textContent));
const found = {};

const without = await (await browser.newContext({ offline: true, javaScriptEnabled: false })).newPage();
await without.goto(address);
found.bare = await without.locator('#runs tbody tr:visible small').allTextContents();
found.controls = await without.locator('#controls').isVisible();

const page = await (await browser.newContext({ offline: true })).newPage();
await page.goto(address);
found.all = await rows(page);
await page.fill('#search', word);
found.searched = await rows(page);
found.status = await page.textContent('#found');
await page.fill('#search', '');
await page.selectOption('#notebook', notebook);
found.chosen = await rows(page);
await page.selectOption('#notebook', '');
await page.click('#runs thead th:nth-child(4) button');
found.sorted = await page.locator('#runs tbody td:nth-child(4)').allTextContents();
found.announced = await page.getAttribute('#runs thead th:nth-child(4)', 'aria-sort');
console.log(JSON.stringify(found));
await browser.close();
