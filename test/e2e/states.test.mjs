// What is rarely seen: a tile that fails, a chart of more columns than fit, the colours of the system, Explore in every language.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, screenshot, settled, signIn, startBrowser, startDemo } from './farol.mjs';

describe('states', () => {
	let demo, browser;
	const manager = /^Marketing manager/;
	before(async () => {
		demo = await startDemo('campaigns');
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await demo?.stop();
	});

	test('a tile that fails says what happened and is asked again; the others hold', async () => {
		const { context, page } = await signIn(browser, demo.url, manager);
		let broken = true;
		await page.route('**/api/v1/pages/calls*', async (route) => {
			const response = await route.fetch();
			const body = await response.json();
			const tile = body.rows.flat().find((t) => t.kind !== 'kpi');
			if (broken) Object.assign(tile, { state: 'failed', data: undefined, problem: { code: 'internal', title: 'This figure could not be computed', hint: '' } });
			await route.fulfill({ response, json: body });
		});
		await page.goto(`${demo.url}/p/calls`);
		await settled(page);
		await page.getByText('This could not be drawn').waitFor();
		await page.getByText('Everything else on this page is fine.').waitFor();
		assert.ok((await page.locator('figure.fig').count()) > 1, 'the other tiles are drawn');
		assert.deepEqual(await axe(page), []);
		await screenshot(page, 'state-failed-tile');
		broken = false;
		await page.getByRole('button', { name: 'Try again' }).click();
		await page.getByText('This could not be drawn').waitFor({ state: 'detached' });
		await context.close();
	});

	test('a chart of more than 60 columns shows 60 and moves to the others', async () => {
		const { context, page } = await signIn(browser, demo.url, manager);
		await page.goto(`${demo.url}/p/calls?period=all`);
		await settled(page);
		const figure = page.getByRole('figure', { name: 'Calls per week' });
		const window = figure.getByText(/60 of \d+ columns/);
		const last = await window.innerText();
		const all = Number(/of (\d+)/.exec(last)[1]);
		assert.ok(all > 60);
		assert.equal(await figure.getByRole('button', { name: 'Later' }).isDisabled(), true);
		await figure.getByRole('button', { name: 'Earlier' }).click();
		assert.notEqual(await window.innerText(), last);
		for (let i = 0; i < Math.ceil(all / 60) && (await figure.getByRole('button', { name: 'Earlier' }).isEnabled()); i++) await figure.getByRole('button', { name: 'Earlier' }).click();
		assert.equal(await figure.getByRole('button', { name: 'Earlier' }).isDisabled(), true);
		// Every bucket is in the table beside the chart.
		await figure.getByRole('button', { name: /^Show .* as a table$/ }).click();
		assert.equal(await figure.locator('tbody tr').count(), all);
		await context.close();
	});

	test('a table of 60 columns moves inside its own frame, by keyboard too, and its names stay in sight on a phone', async () => {
		const { context, page } = await signIn(browser, demo.url, manager, { size: 'phone' });
		await page.route('**/api/v1/pages/facebook_posts*', async (route) => {
			const response = await route.fetch();
			const body = await response.json();
			const tile = body.rows.flat().find((t) => t.kind === 'table');
			const [measure] = tile.measures;
			const at = tile.data.columns.findIndex((c) => c.name === measure.column);
			for (let i = 0; i < 60; i++) {
				tile.measures.push({ ...measure, column: `more_${i}`, label: `Figure ${i}` });
				tile.data.columns.push({ ...tile.data.columns[at], name: `more_${i}` });
				for (const row of [...tile.data.rows, tile.data.totals]) row.push(row[at]);
			}
			await route.fulfill({ response, json: body });
		});
		await page.goto(`${demo.url}/p/facebook_posts`);
		await settled(page);
		const frame = page.locator('.scroll-x').filter({ hasText: 'Figure 59' });
		assert.ok((await frame.locator('thead th').count()) >= 60);
		assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'the page itself does not scroll sideways');
		await frame.focus();
		await page.keyboard.press('End');
		await frame.evaluate((e) => (e.scrollLeft = e.scrollWidth));
		const name = await frame.locator('tbody th').first().boundingBox();
		const box = await frame.boundingBox();
		assert.ok(name.x >= box.x - 1 && name.x < box.x + 20, `the name of the row left: ${name.x}`);
		assert.ok(await frame.getByText('Figure 59').isVisible());
		assert.deepEqual(await axe(page), []);
		await context.close();
	});

	test('the colours of the system keep bars, lines and cells apart from the ground', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, manager, { forcedColors: 'active' });
		await page.goto(`${demo.url}/p/calls?period=all`);
		await settled(page);
		assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
		const seen = await page.evaluate(() => {
			const ground = getComputedStyle(document.body).backgroundColor;
			const of = (selector, property) => [...document.querySelectorAll(selector)].filter((e) => e.getBoundingClientRect().width > 0).map((e) => getComputedStyle(e)[property]);
			const parts = { bars: of('.bars .bar', 'backgroundColor'), lines: of('figure svg path.ln', 'stroke'), columns: of('figure svg rect.f1', 'fill') };
			return Object.entries(parts).map(([name, colours]) => ({ name, count: colours.length, lost: colours.filter((c) => c === ground || c === 'none' || c === 'rgba(0, 0, 0, 0)').length }));
		});
		for (const part of seen) assert.ok(part.count > 0 && part.lost === 0, `${part.name}: ${part.lost} of ${part.count} are lost`);
		await screenshot(page, 'state-forced-colours');
		assert.deepEqual(faults, []);
		await context.close();
	});

	for (const [language, button, title, refused] of [['pt', 'Português', 'Explorar', /\b(Explore|Export|Table|Roomy|Add a filter|against)\b/], ['it', 'Italiano', 'Esplora', /\b(Explore|Export|Table|Roomy|Add a filter|against)\b/]]) {
		for (const size of ['desktop', 'phone']) {
			test(`Explore in ${language}, ${size}`, async () => {
				const { context, page, faults } = await signIn(browser, demo.url, manager, { size });
				await page.goto(`${demo.url}/explore`);
				await settled(page);
				if (size === 'phone') await page.locator('nav.tabs button').click(); // The language may be another by now.
				await page.getByRole('button', { name: button }).click();
				await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
				await page.goto(`${demo.url}/explore`);
				await settled(page);
				assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), title);
				await page.locator('figure').first().waitFor();
				const text = await page.locator('main').innerText();
				assert.doesNotMatch(text, refused);
				assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
				assert.deepEqual(await axe(page), []);
				await screenshot(page, `explore-${language}-${size}`);
				assert.deepEqual(faults, []);
				await context.close();
			});
		}
	}
});
