// Uses the screens of a running `farol demo` as a person would, by role and name, and says what did not work.
//   FAROL_SERVER=http://127.0.0.1:8080 node tests/use.mjs
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { serve } from './fixture.mjs';

const { port, close } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const wrong = [];
page.on('pageerror', (e) => wrong.push(`page: ${e.message}`));
page.on('response', (r) => r.status() >= 400 && r.status() !== 401 && wrong.push(`${r.status()} ${r.request().method()} ${r.url()}`));
const ready = () => page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));

async function check(name, act) {
	try {
		await act();
		console.log(`ok    ${name}`);
	} catch (e) {
		console.log(`WRONG ${name}: ${String(e).split('\n').slice(0, 3).join(' ')}`);
		process.exitCode = 1;
	}
}

await check('signed out goes to the log-in and back', async () => {
	await page.goto(`http://127.0.0.1:${port}/p/${process.env.FAROL_PAGE ?? 'home'}`);
	await page.getByRole('heading', { name: 'Log in' }).waitFor();
	await page.getByLabel('User').fill('nobody@example.com');
	await page.getByLabel('Password').fill('wrong');
	await page.getByRole('button', { name: 'Log in' }).click();
	await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
	await page.getByRole('group', { name: 'Look around as' }).getByRole('button').first().click();
	await page.waitForURL(/\/p\//);
	await ready();
});
await check('one request brings a page', async () => {
	const asked = [];
	page.on('request', (r) => r.url().includes('/api/v1/') && asked.push(new URL(r.url()).pathname));
	await page.reload();
	await ready();
	await page.locator('.sentence .tok').first().waitFor();
	assert.deepEqual(asked.sort(), ['/api/v1/me', `/api/v1/pages/${process.env.FAROL_PAGE ?? 'home'}`]);
});
await check('a period is chosen, stands in the address, and is reset', async () => {
	const words = await page.locator('.sentence .tok').allTextContents();
	const period = words.map((w) => w.trim()).find((w) => /[0-9] [A-Za-z]+ to [0-9]/.test(w));
	await page.locator('.sentence').getByRole('button', { name: period, exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: /7 days/ }).click();
	await page.waitForURL(/period=last_7_days/);
	await ready();
	assert.ok(!(await page.locator('.sentence').textContent()).includes(period));
	await page.getByRole('button', { name: 'Reset' }).click();
	await page.waitForURL((u) => !u.search.includes('period'));
	await ready();
});
await check('a filter is added by its members', async () => {
	await page.getByRole('button', { name: 'Add a filter' }).click();
	await page.getByRole('dialog').getByRole('button').nth(2).click();
	await page.getByRole('checkbox').first().check();
	await page.getByRole('button', { name: /^Apply/ }).click();
	await page.waitForURL(/f\./);
	await ready();
	await page.getByRole('button', { name: 'Reset' }).click();
	await ready();
});
await check('a number explains itself, and the focus comes back', async () => {
	const why = page.locator('.figs .why').first();
	await why.click();
	await page.getByRole('dialog').getByText('How it is made').waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	assert.ok(await why.evaluate((e) => e === document.activeElement));
});
await check('a chart is read by keys', async () => {
	const chart = page.getByRole('application').first();
	await chart.focus();
	await page.keyboard.press('Home');
	const first = await chart.locator('.readout b').first().textContent();
	await page.keyboard.press('ArrowRight');
	assert.notEqual(await chart.locator('.readout b').first().textContent(), first);
	await page.keyboard.press('t');
	await page.getByRole('region').getByRole('table').first().waitFor();
	await page.getByRole('button', { name: /as a chart/ }).first().click();
});
await check('explore sorts, searches and exports', async () => {
	await page.getByRole('link', { name: 'Explore' }).click();
	await page.locator('.meas').waitFor();
	await ready();
	await page.locator('.sentence').getByRole('button', { name: 'day', exact: true }).click();
	await page.getByRole('dialog').getByRole('button').last().click();
	await page.waitForFunction(() => document.querySelector('th .sort')?.textContent?.trim() !== 'Day');
	await ready();
	const second = page.locator('th .sort').nth(1);
	await second.click();
	await ready();
	await page.locator('th[aria-sort=ascending]').waitFor();
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click().then(() => page.getByRole('button', { name: 'CSV' }).click())]);
	assert.match(download.suggestedFilename(), /\.csv$/);
});
await check('the language changes everywhere', async () => {
	await page.getByRole('button', { name: 'Português' }).click();
	await page.getByRole('heading', { name: 'Explorar' }).waitFor();
	assert.equal(await page.evaluate(() => document.documentElement.lang), 'pt');
	await page.getByRole('button', { name: 'English' }).click();
	await page.getByRole('heading', { name: 'Explore' }).waitFor();
});
await check('log out', async () => {
	await page.getByRole('button', { name: 'Log out' }).click();
	await page.getByRole('heading', { name: 'Log in' }).waitFor();
});
for (const line of wrong) {
	console.log(`WRONG ${line}`);
	process.exitCode = 1;
}
await browser.close();
close();
